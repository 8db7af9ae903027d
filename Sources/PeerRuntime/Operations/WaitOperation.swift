/// Waits for the lab's step `continue`.
package struct WaitOperation: PeerOperation {
  package static let name = "wait"
  package static let usage = "wait"
  package static let summary =
    "Waits, without a system call on the socket, for the lab's step 'continue: PROCESS'."

  package init(_ words: inout WordReader) throws(PeerSyntaxError) {}

  package func run(in peer: Peer) {
    peer.call(Self.name) {
      peer.awaitContinue()
      return 0
    }
  }
}
