internal import CLinuxShims

/// Crashes the peer with a real invalid store.
package struct CrashOperation: PeerOperation {
  package static let name = "crash"
  package static let usage = "crash"
  package static let summary = "Writes to an address that is not there: a real SIGSEGV."

  package init(_ words: inout WordReader) throws(PeerSyntaxError) {}

  package func run(in peer: Peer) {
    peer.call(Self.name) { clinux_crash() }
  }
}
