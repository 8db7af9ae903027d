internal import Glibc

/// Makes a second process that shares the sockets.
package struct ForkOperation: PeerOperation {
  package static let name = "fork"
  package static let usage = "fork: [ OPERATION, … ]"
  package static let summary = """
    Makes a child process, which shares every socket and carries out the operations in brackets; a process forks once. \
    The child of 'server' is called 'server.child' wherever a call or 'continue' names its process.
    """

  /// The line to the supervisor that the child finds ready; the peer's own is 3.
  static let childChannel: Int32 = 4

  let instructions: [PeerInstruction]

  package init(_ words: inout WordReader) throws(PeerSyntaxError) {
    instructions = try words.block()
    if instructions.contains(where: { $0.operation is ForkOperation }) {
      throw words.error("'fork' cannot hold 'fork': a process forks once")
    }
  }

  package func run(in peer: Peer) {
    peer.call(Self.name) {
      let child = fork()
      guard child >= 0 else { return -1 }
      peer.noteFork()
      if child == 0 { peer.becomeChild(channel: Self.childChannel, instructions) }
      Glibc.close(Self.childChannel)
      return 0
    }
  }
}
