internal import Glibc
internal import PeerRuntime

/// The instrumented peer: each argument is one instruction, descriptor 3 the line to the supervisor.
///
/// By hand: `halfopen-peer 'listen 7000' accept 'receive 10' 3>&1`
@main
enum HalfopenPeer {
  static func main() {
    var operations: [any PeerOperation] = []
    for text in CommandLine.arguments.dropFirst() {
      do throws(PeerSyntaxError) {
        operations.append(try PeerOperationCatalog.parse(text))
      } catch {
        let message = Array("halfopen-peer: \(error.message)\n".utf8)
        _ = message.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
        exit(64)
      }
    }
    Peer(channel: 3).run(operations)
  }
}
