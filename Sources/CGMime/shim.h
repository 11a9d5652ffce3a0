#include <gmime/gmime.h>

/* GObject's checked casts are macros, which Swift cannot call. Each of these answers NULL for an object of another type. */

static inline GMimePart *cgmime_part(GMimeObject *object) { return GMIME_IS_PART(object) ? GMIME_PART(object) : NULL; }

static inline GMimeMultipart *cgmime_multipart(GMimeObject *object) {
    return GMIME_IS_MULTIPART(object) ? GMIME_MULTIPART(object) : NULL;
}

static inline GMimeMessagePart *cgmime_message_part(GMimeObject *object) {
    return GMIME_IS_MESSAGE_PART(object) ? GMIME_MESSAGE_PART(object) : NULL;
}

static inline InternetAddressMailbox *cgmime_mailbox(InternetAddress *address) {
    return INTERNET_ADDRESS_IS_MAILBOX(address) ? INTERNET_ADDRESS_MAILBOX(address) : NULL;
}

static inline InternetAddressGroup *cgmime_group(InternetAddress *address) {
    return INTERNET_ADDRESS_IS_GROUP(address) ? INTERNET_ADDRESS_GROUP(address) : NULL;
}

/* Casts to a parent class, which always hold. */

static inline GMimeObject *cgmime_message_object(GMimeMessage *message) { return (GMimeObject *)message; }

static inline GMimeObject *cgmime_text_part_object(GMimeTextPart *part) { return (GMimeObject *)part; }

static inline GMimeObject *cgmime_multipart_object(GMimeMultipart *multipart) { return (GMimeObject *)multipart; }

static inline GByteArray *cgmime_memory_bytes(GMimeStream *stream) {
    return GMIME_IS_STREAM_MEM(stream) ? g_mime_stream_mem_get_byte_array((GMimeStreamMem *)stream) : NULL;
}

/* GMime wants a NULL-terminated array of constant strings and copies it: first what the sender declared (may be NULL),
   then what undeclared mail really is. */
static inline void cgmime_set_charsets(GMimeParserOptions *options, const char *declared) {
    const char *charsets[] = {"utf-8", "windows-1252", NULL, NULL};
    if (declared != NULL) {
        charsets[0] = declared;
        charsets[1] = "utf-8";
        charsets[2] = "windows-1252";
    }
    g_mime_parser_options_set_fallback_charsets(options, charsets);
}
