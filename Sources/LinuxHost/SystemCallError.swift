internal import CLinuxShims
internal import Glibc

/// A system call that the kernel refused: what was tried, on what, and why.
package struct SystemCallError: Error, Sendable, Hashable {
  /// What was tried, in words with the call's name: "join the host's namespaces (setns)".
  package var operation: String
  /// The object: a path, an interface, a program.
  package var object: String
  package var errno: Int32

  package init(_ operation: String, on object: String, errno: Int32) {
    self.operation = operation
    self.object = object
    self.errno = errno
  }

  /// `EPERM`.
  package var name: String { errnoName(errno) }
}

extension SystemCallError: CustomStringConvertible {
  package var description: String { cause + (remedy.map { "; \($0)" } ?? "") }

  /// What was refused, without what to do about it.
  package var cause: String {
    "cannot \(operation)\(object.isEmpty ? "" : " '\(object)'"): \(reason)"
  }

  /// Whether there is no such thing.
  package var isAbsence: Bool { errno == ENOENT }

  /// `EINVAL (Invalid argument)`.
  package var reason: String { "\(name) (\(String(cString: strerror(errno))))" }
}

extension SystemCallError {
  /// ETIMEDOUT: what was waited for did not come in time.
  package static func timedOut(_ operation: String, on object: String) -> SystemCallError {
    SystemCallError(operation, on: object, errno: ETIMEDOUT)
  }

  package static let findProgram = "find the program"
  static let runProgram = "run"
  static let startThread = "start a thread"
  static let makeProcess = "make a process in new namespaces (clone3)"

  /// What to do when the refusal means that something is used up, whatever it was wanted for.
  package var remedy: String? {
    let makesTask = [Self.startThread, Self.makeProcess].contains(operation)
    switch errno {
    case EMFILE: return "a process may have no more files open here: raise the limit with 'ulimit -n 4096'"
    case ENFILE:
      return "the machine has no more open files to give: 'sudo sysctl fs.file-max' tells its limit"
    case EAGAIN where makesTask:
      return
        "no more processes are allowed: raise the limit ('ulimit -u', or the container's), or run fewer labs "
        + "at once with '--jobs'"
    case ETIMEDOUT where operation == Self.runProgram:
      return "it stood still for 10 s before it ran: has a program of its host stopped it (SIGSTOP)?"
    case ENOSPC where makesTask:
      return "no more namespaces are allowed: 'sysctl user' lists the limits"
    case ENOSPC, EDQUOT: return "make room there, or name a folder elsewhere with '--output'"
    case EROFS: return "name a folder that can be written to with '--output'"
    case ENOMEM: return "this machine or container has no memory left: run fewer labs at once with '--jobs'"
    default: return nil
    }
  }
}

/// errno's symbolic name; the number where glibc has none.
package func errnoName(_ code: Int32) -> String {
  guard let name = clinux_errno_name(code) else { return "errno \(code)" }
  return String(cString: name)
}

/// Turns a shim's `-errno` into an error.
@discardableResult
func checked(_ result: Int32, _ operation: String, on object: @autoclosure () -> String = "")
  throws(SystemCallError) -> Int32
{
  if result < 0 { throw SystemCallError(operation, on: object(), errno: -result) }
  return result
}

/// Turns libc's −1 and errno into an error.
@discardableResult
func checkedErrno(_ result: Int, _ operation: String, on object: @autoclosure () -> String = "")
  throws(SystemCallError) -> Int
{
  if result < 0 { throw SystemCallError(operation, on: object(), errno: Glibc.errno) }
  return result
}
