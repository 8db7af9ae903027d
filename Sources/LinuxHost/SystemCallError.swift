internal import CLinuxShims
internal import Glibc

/// A system call that the kernel refused: what was tried, on what, and why.
///
/// The only place where errno appears; other modules see names.
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
  package var description: String {
    "cannot \(operation)\(object.isEmpty ? "" : " '\(object)'"): \(name) (\(String(cString: strerror(errno))))"
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
