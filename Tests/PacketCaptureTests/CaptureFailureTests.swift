import Testing

@testable import PacketCapture

@Suite("Captures that libpcap refuses")
struct CaptureFailureTests {
  @Test(
    "A refusal names errno and what to do",
    arguments: [
      ("socket: Operation not permitted", "socket: EPERM (Operation not permitted); it needs CAP_NET_RAW"),
      (
        "socket for SIOCETHTOOL: Too many open files",
        "SIOCETHTOOL: EMFILE (Too many open files); a process may have no more files open here: raise the limit"
      ),
      ("mmap: Cannot allocate memory", "ENOMEM (Cannot allocate memory); this machine or container has"),
      ("veth0: No such device exists", "veth0: No such device exists"),
    ])
  func refusal(failure: String, says: String) {
    // Rules out libpcap's own words, which name no remedy.
    #expect(LiveCapture.explained(failure).contains(says), "\(LiveCapture.explained(failure))")
  }
}
