import LinuxHost
import Synchronization

/// So many labs may build their worlds at a time; the others wait.
///
/// Building a world takes tens of milliseconds of a processor. Where dozens of labs do it at once, those that have
/// begun wait for them, and miss what their sockets go through meanwhile.
final class BootGate: Sendable {
  private let places: Descriptor

  init(places: Int) throws(SystemCallError) { self.places = try .semaphore(places: places) }

  /// Waits for a place, or until `stopping` is readable: then all may pass, as they may where waiting fails.
  func enter(or stopping: Descriptor) -> Pass {
    do throws(SystemCallError) {
      while !places.takePlace() {
        if try waitReadable([places.raw, stopping.raw], timeoutNs: nil)[1] { return Pass(of: nil) }
      }
      return Pass(of: places)
    } catch { return Pass(of: nil) }
  }

  /// One lab's place.
  final class Pass: Sendable {
    private let places: Mutex<Descriptor?>

    fileprivate init(of places: Descriptor?) { self.places = Mutex(places) }

    /// Lets the next lab in; more than once is the same.
    func giveBack() {
      places.withLock { places in
        places?.signalEvent()
        places = nil
      }
    }
  }
}
