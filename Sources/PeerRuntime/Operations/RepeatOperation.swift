/// Carries out operations several times.
package struct RepeatOperation: PeerOperation {
  package static let name = "repeat"
  package static let usage = "repeat N: [ OPERATION, … ]"
  package static let summary = "Carries out the operations in brackets N times, whatever they return."

  let times: Int
  let instructions: [PeerInstruction]

  package init(_ words: inout WordReader) throws(PeerSyntaxError) {
    times = try words.integer("a number of times", in: 1...1_000_000)
    instructions = try words.block()
    if instructions.contains(where: { $0.operation is ForkOperation }) {
      throw words.error("'repeat' cannot hold 'fork': a process forks once")
    }
  }

  package func run(in peer: Peer) {
    for _ in 0..<times {
      for instruction in instructions { peer.perform(instruction) }
    }
  }
}
