/// How a queue is doing at one moment.
package struct QueueStatus: Hashable, Sendable {
    /// Messages waiting for a consumer; those out with one do not count.
    package let ready: Int
    package let consumers: Int

    package init(ready: Int, consumers: Int) {
        self.ready = ready
        self.consumers = consumers
    }
}
