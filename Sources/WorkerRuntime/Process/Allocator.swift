import CAllocator

/// The C library's memory allocator.
enum Allocator {
    /// Keeps the process small: few arenas, shared by its threads.
    ///
    /// glibc gives each thread an arena of its own, up to eight for each core, and every one keeps what its largest batch
    /// took. A worker has a dozen threads, of which two or three are at work at a time.
    static func shareArenas() {
        #if canImport(Glibc)
        mallopt(M_ARENA_MAX, 2)
        #endif
    }
}
