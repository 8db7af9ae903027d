import CaptureFormat
import FuzzSupport
import WireFormat

/// An input is: the size of the pieces that the capture arrives in, then the capture.
@_cdecl("FuzzCaptures_main")
func fuzzCapturesMain(
  _ argc: Int32, _ argv: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
) -> Int32 {
  Fuzzer.run(argc, argv, seeds: seeds) { data, count in
    guard let data, count > 1 else { return 0 }
    read(Array(UnsafeBufferPointer(start: data + 1, count: count - 1)), pieceSize: Int(data[0]))
    return 0
  }
}

private func read(_ capture: [UInt8], pieceSize: Int) {
  let source = ArraySource(capture, pieceSize: pieceSize == 0 ? .max : pieceSize)
  guard var reader = open(source) else { return }
  var decoder = FrameDecoder()
  var contents = FrameContents()
  var frames = 0
  var bytes = 0
  reader.forEachFrame { header, data in
    frames += 1
    bytes += data.count
    precondition(header.number == frames)
    precondition(header.originalLength >= data.count)
    _ = decoder.decode(
      data, originalLength: header.originalLength, linkType: header.linkType, into: &contents)
  }
  precondition(frames == reader.frameCount)
  precondition(bytes <= capture.count)
  precondition(reader.ending == .complete || !reader.warnings.isEmpty)
  precondition(reader.warnings.count < 10)
}

/// Nil where the bytes are no capture, which most inputs are not.
private func open(_ source: ArraySource) -> CaptureReader? {
  // A small buffer is quick to make, and is moved and grown more often.
  do { return try CaptureReader(source: source, name: "input", bufferSize: 64) } catch {
    precondition(error.message.hasPrefix("input "))
    return nil
  }
}

/// Small captures of every kind, so that the fuzzer need not find magic numbers and lengths by itself.
private func seeds() -> [[UInt8]] {
  let frame = FrameBuilder().frame
  var writer = PCAPNGWriter(hardware: "h", operatingSystem: "o", application: "a")
  let first = writer.addInterface(name: "eth0", linkType: .ethernet, description: "d")
  writer.addPacket(interface: first, timeNs: 1, captured: frame.span, originalLength: 60, comments: ["c"])
  let second = writer.addInterface(name: "any", linkType: .linuxCooked2, snapLength: 10)
  writer.addPacket(
    interface: second, timeNs: 2, captured: frame.span, originalLength: 60, direction: .inbound)
  writer.addStatistics(interface: first, timeNs: 3, received: 2, dropped: 1)
  let pcapng = writer.bytes
  let simple: [UInt8] = [3, 0, 0, 0, 20, 0, 0, 0, 4, 0, 0, 0, 1, 2, 3, 4, 20, 0, 0, 0]
  let obsolete: [UInt8] =
    [2, 0, 0, 0, 36, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 4, 0, 0, 0, 4, 0, 0, 0, 1, 2, 3, 4]
    + [36, 0, 0, 0]
  let bigEndian: [UInt8] =
    [
      0x0A, 0x0D, 0x0D, 0x0A, 0, 0, 0, 28, 0x1A, 0x2B, 0x3C, 0x4D, 0, 1, 0, 0, 255, 255, 255, 255, 255, 255,
      255,
    ]
    + [255, 0, 0, 0, 28]
    + [0, 0, 0, 1, 0, 0, 0, 40, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9, 0, 1, 0x8A, 0, 0, 0, 0, 14, 0, 8]
    + [0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 40]
    + [
      0, 0, 0, 6, 0, 0, 0, 36, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 4, 0, 0, 0, 9, 1, 2, 3, 4, 0, 0,
      0, 36,
    ]
  let magics: [([UInt8], Int)] = [
    ([0xD4, 0xC3, 0xB2, 0xA1], 16), ([0x4D, 0x3C, 0xB2, 0xA1], 16), ([0x34, 0xCD, 0xB2, 0xA1], 24),
  ]
  let pcaps = magics.map { magic, headerLength in
    let header: [UInt8] = magic + [2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 0, 0, 1, 0, 0, 0]
    let record: [UInt8] =
      [1, 0, 0, 0, 2, 0, 0, 0, UInt8(frame.count), 0, 0, 0, 60, 0, 0, 0]
      + [UInt8](repeating: 0, count: headerLength - 16) + frame
    return header + record + record
  }
  return ([pcapng, pcapng + simple + obsolete, pcapng + bigEndian + pcapng] + pcaps).flatMap {
    [[0] + $0, [7] + $0]
  }
}
