internal import Glibc
internal import LinuxHost
internal import PeerRuntime

/// The instrumented peer: each argument is one instruction, descriptor 3 the line to the supervisor.
///
/// By hand: `halfopen-peer 'listen 7000' accept 'receive 10' 3>&1`
@main
enum HalfopenPeer {
  static func main() {
    var instructions: [PeerInstruction] = []
    for text in CommandLine.arguments.dropFirst() {
      do throws(PeerSyntaxError) {
        instructions.append(try PeerOperationCatalog.parse(text))
      } catch {
        refuse(error.message)
      }
    }
    Peer(channel: 3).run(instructions)
  }

  /// Exits as for any wrong usage, whether or not somebody can read why.
  private static func refuse(_ why: String) -> Never {
    do throws(SystemCallError) { try Descriptor(borrowing: 2).writeAll("halfopen-peer: \(why)\n") } catch {}
    exit(64)
  }
}
