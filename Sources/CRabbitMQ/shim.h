#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <amqp.h>
#include <amqp_framing.h>
#include <amqp_ssl_socket.h>
#include <amqp_tcp_socket.h>

// amqp_login_with_properties is variadic, which Swift cannot call. EXTERNAL takes the user alone.
static inline amqp_rpc_reply_t tierline_login(amqp_connection_state_t state, const char *vhost, int frame_max,
                                              int heartbeat, const amqp_table_t *properties,
                                              amqp_sasl_method_enum method, const char *user, const char *password) {
    if (method == AMQP_SASL_METHOD_EXTERNAL)
        return amqp_login_with_properties(state, vhost, 0, frame_max, heartbeat, properties, method, user);
    return amqp_login_with_properties(state, vhost, 0, frame_max, heartbeat, properties, method, user, password);
}

// ioctl is variadic. Answers the bytes the peer has not acknowledged yet, or -1.
static inline int tierline_unacknowledged_bytes(int descriptor) {
    int bytes = -1;
    return ioctl(descriptor, SIOCOUTQ, &bytes) == 0 ? bytes : -1;
}

static inline int tierline_set_cork(int descriptor, int on) {
    return setsockopt(descriptor, IPPROTO_TCP, TCP_CORK, &on, sizeof on);
}

// Asks for a send buffer of the given size and answers what the kernel granted, or -1.
static inline int tierline_set_send_buffer(int descriptor, int bytes) {
    socklen_t length = sizeof bytes;
    (void)setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
    return getsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &bytes, &length) == 0 ? bytes : -1;
}
