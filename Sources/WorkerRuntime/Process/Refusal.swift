/// Why a process does not start, in one readable line that says what to do.
package struct Refusal: Error, Hashable, CustomStringConvertible {
    package var status: ExitStatus
    package var message: String

    package init(_ status: ExitStatus, _ message: String) {
        self.status = status
        self.message = message
    }

    package var description: String { message }
}

/// The exit codes of `sysexits.h` that our processes use.
package enum ExitStatus: Int32, Sendable {
    case ok = 0
    /// EX_USAGE: the command line cannot be understood.
    case usage = 64
    /// EX_DATAERR: the input is wrong.
    case dataError = 65
    /// EX_NOINPUT: a file that was named is not there.
    case noInput = 66
    /// EX_UNAVAILABLE: something this needs is not as it must be: schema, topology.
    case unavailable = 69
    /// EX_SOFTWARE: a defect of ours.
    case software = 70
    /// EX_TEMPFAIL: a server does not answer; trying again later may help.
    case temporaryFailure = 75
    /// EX_NOPERM: a server refused the credentials.
    case noPermission = 77
    /// EX_CONFIG: a setting is wrong.
    case configuration = 78
}
