import Testing

@testable import WireFormat

@Suite("Packets and addresses as text")
struct PacketTextTests {
  @Test("The control bits read as tcpdump prints them")
  func flags() {
    let rows: [(TCPFlags, String)] = [
      (.syn, "S"), ([.syn, .ack], "S."), ([.psh, .ack], "P."), ([.fin, .ack], "F."), (.rst, "R"),
      ([.rst, .ack], "R."), (.ack, "."), ([.fin, .psh, .ack], "FP."), ([.syn, .ece, .cwr], "SEW"),
      ([], "none"),
      ([.psh, .ack, .urg], "P.U"),
    ]
    for (flags, text) in rows { #expect(PacketText.flags(flags) == text) }
  }

  @Test("A segment reads in one line")
  func line() throws {
    var builder = FrameBuilder()
    builder.flags = [.psh, .ack]
    builder.sequence = SequenceNumber(1)
    builder.acknowledgment = SequenceNumber(9)
    builder.window = 502
    builder.payload = [UInt8](repeating: 0, count: 10)
    #expect(
      PacketText.line(try segment(decode(builder.frame)))
        == "10.0.0.1.40000 > 10.0.0.2.7000: P. seq 1:11 ack 9 win 502 len 10")
  }

  @Test("Addresses read in their shortest form (RFC 5952 §4)")
  func addresses() {
    let rows: [(UInt64, UInt64, String)] = [
      (0, 0, "::"), (0, 1, "::1"), (0x2001_0db8_0000_0000, 1, "2001:db8::1"),
      (0x2001_0db8_0000_0001, 0x0001_0001_0001_0001, "2001:db8:0:1:1:1:1:1"),
      (0x2001_0000_0000_0001, 0x0000_0000_0000_0001, "2001:0:0:1::1"),
      (0x2001_0db8_0000_0000, 0x0001_0000_0000_0001, "2001:db8::1:0:0:1"),
      (0x0001_0000_0000_0000, 0, "1::"), (0xFE80_0000_0000_0000, 0xABCD_0000_0000_0000, "fe80::abcd:0:0:0"),
    ]
    for (high, low, text) in rows { #expect(IPAddress(ipv6High: high, low: low).description == text) }
    #expect(IPAddress(ipv4: 0xC0A8_00FF).description == "192.168.0.255")
    #expect(MACAddress(0x0A0B_0C0D_0E0F).description == "0a:0b:0c:0d:0e:0f")
  }
}
