package import Logging

extension Logger {
    /// Keeps to itself what is no reason to worry: tests break connections on purpose.
    package static var tests: Logger {
        var logger = Logger(label: "tests")
        logger.logLevel = .critical
        return logger
    }
}
