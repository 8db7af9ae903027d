package import LinuxHost
package import PacketCapture

/// Why the lab's world could not be made or kept, in a plain sentence: the run is inconclusive.
package struct WorldError: Error, Sendable, Hashable, CustomStringConvertible {
  package var description: String

  package init(_ description: String) { self.description = description }
  package init(_ error: SystemCallError) {
    guard error.operation == SystemCallError.findProgram else {
      self.description = error.description
      return
    }
    self.description = "\(error.cause): \(Remedy.installing(error.object).text)"
  }
  package init(_ error: CaptureError) { self.description = error.description }
}

/// Runs system calls and says what they were for when one is refused.
func asWorldError<Value>(_ work: () throws(SystemCallError) -> Value) throws(WorldError) -> Value {
  do throws(SystemCallError) { return try work() } catch { throw WorldError(error) }
}
