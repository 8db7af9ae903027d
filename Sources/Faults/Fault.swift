package import LabModel
package import LinuxHost

/// Something that production does to a process, a host or a wire.
///
/// A new one is one file in `Catalog/` and one line in `FaultCatalog.all`. Everything that a fault changes
/// lives in the lab's own namespaces and ends with them; a fault that can be taken back has a sibling that
/// does so (`unplug`, `replug`).
package protocol Fault: Sendable {
  /// The word in a lab file: `power-off`.
  static var kind: String { get }
  /// `kill: PROCESS`, one line per form.
  static var usage: String { get }
  /// One sentence for the reference.
  static var summary: String { get }
  /// How we know that it took hold, for the reference.
  static var proof: String { get }
  /// A short lab that shows it, whole, for the reference; it must pass.
  static var example: String { get }

  init(_ parameters: inout ParameterReader) throws(LabDiagnostic)

  /// The host or process it is done to; `network` for all wires, the name of what a `lift` ends.
  var target: String { get }

  /// The hosts at which it needs a wire; none, unless it says so.
  var wiredHosts: WiredHosts { get }

  /// Whether the wires must remember what has passed them before it is applied.
  var recallsPackets: Bool { get }

  /// Does it, and waits until it is seen to have taken hold.
  ///
  /// - Throws: `FaultError` when it could not be done, or was not seen to take hold: the run is inconclusive.
  func apply(to lab: any FaultableLab) throws(FaultError) -> AppliedFault
}

extension Fault {
  package var wiredHosts: WiredHosts { .none }
  package var recallsPackets: Bool { false }
}

/// A fault that took hold.
package struct AppliedFault: Sendable, Hashable {
  /// Where it acts: "the switch's port of client".
  package var site: String
  /// What showed that it took hold.
  package var proof: String

  package init(site: String, proof: String) {
    self.site = site
    self.proof = proof
  }
}

/// Why a fault did not take hold, in a plain sentence.
package struct FaultError: Error, Sendable, Hashable, CustomStringConvertible {
  package var description: String

  package init(_ description: String) { self.description = description }

  package init(_ error: SystemCallError) { self.description = error.description }
}

/// The running lab, as faults see it. Implemented by the runner.
package protocol FaultableLab: AnyObject {
  func process(_ name: String) throws(FaultError) -> any FaultableProcess
  func host(_ name: String) throws(FaultError) -> any FaultableHost
  /// Starts a process of the lab.
  func startProcess(_ name: String) throws(FaultError)

  /// Goes on listening to the lab until the condition holds.
  ///
  /// - Returns: false when the time was up first.
  func wait(atMost limit: Duration, until condition: () throws(FaultError) -> Bool) throws(FaultError) -> Bool

  /// Puts a rule on the wires that it is about.
  func addWireRule(_ rule: WireRule) throws(FaultError)

  /// Puts a packet onto a host's wire, towards the host, and waits until it was captured there.
  ///
  /// - Returns: What it was, for the fault's proof.
  func inject(_ injection: WireInjection, to host: String) throws(FaultError) -> String

  /// Takes the rules of this name back; what they hold goes on. Returns how many were in force.
  func endWireRules(named name: String) throws(FaultError) -> Int
}

/// A running program of the lab.
package protocol FaultableProcess: AnyObject {
  var name: String { get }
  var pid: Int32 { get }
  /// Whether it is our peer, which answers a crash request with a real invalid store.
  var isInstrumented: Bool { get }

  func send(_ signal: Signal) throws(FaultError)
  /// Makes our peer crash or exit by itself, wherever it is blocked.
  func request(_ end: PeerEnd) throws(FaultError)

  /// Waits for the next change of its state.
  ///
  /// - Parameter expected: Changes for which this is false are recorded and passed over.
  func awaitChange(where expected: (ProcessChange) -> Bool) throws(FaultError) -> ProcessChange
}

extension FaultableProcess {
  /// Waits until it has ended, and says how.
  func awaitEnd() throws(FaultError) -> ProcessChange {
    try awaitChange {
      switch $0 {
      case .exited, .killed: true
      case .stopped, .continued: false
      }
    }
  }
}

/// A host of the lab.
package protocol FaultableHost: AnyObject {
  var name: String { get }
  var isPlugged: Bool { get }
  /// Its IPv4 and its IPv6 address, 4 and 16 bytes, on its first network; the latter also where it has none.
  var addressOctets: [[UInt8]] { get }

  /// Whether its power is on.
  var hasPower: Bool { get }

  /// Whether its cable was pulled and not put back: it may be without power, too.
  var cableIsOut: Bool { get set }

  /// Its living processes, without its init.
  func processes() throws(FaultError) -> [HostProcess]

  /// Sends a signal to all of them at once (kill(-1)).
  func signalAllProcesses(_ signal: Signal) throws(FaultError)

  /// Its TCP sockets.
  func sockets() throws(FaultError) -> [SocketEntry]

  /// Does something in its network namespace.
  func inNetwork<Value>(_ work: @escaping () throws(SystemCallError) -> Value) throws(FaultError) -> Value

  /// Plugs its cable in or pulls it, and waits until the host's own interface has noticed.
  func setPlugged(_ plugged: Bool) throws(FaultError)

  /// Ends every process of the host at once, and waits until the last one is gone.
  func endAllProcesses() throws(FaultError)

  /// Makes the host anew with the same name and addresses, its programs not running.
  func boot() throws(FaultError)

  /// Makes the kernel's connection tracking forget everything.
  ///
  /// - Returns: How many connections it knew, and how many of those it still knows.
  func forgetConnections() throws(FaultError) -> (before: Int, left: Int)

  /// Runs a program on the host to its end.
  ///
  /// - Returns: Exit status and what it printed.
  func runTool(_ arguments: [String], input: String) throws(FaultError) -> (status: Int32, output: String)
}
