package import WireFormat

/// What a capture file says of a frame, beside its bytes.
package struct FrameHeader: Sendable, Hashable {
  /// From 1, in the order of the file.
  package var number: Int
  /// Nanoseconds since 1970, by the clock of the machine that captured.
  package var timeNs: Int64
  /// Bytes on the wire; at least as many as were captured.
  package var originalLength: Int
  package var linkType: LinkType
  /// From 0; goes on counting from one section of a pcapng file to the next.
  package var interface: Int

  package init(number: Int, timeNs: Int64, originalLength: Int, linkType: LinkType, interface: Int) {
    self.number = number
    self.timeNs = timeNs
    self.originalLength = originalLength
    self.linkType = linkType
    self.interface = interface
  }
}

/// Reads the frames of a capture, in the order in which they stand there.
///
/// pcap of either byte order, in micro- or nanoseconds, also with Alexey Kuznetzov's longer record headers;
/// pcapng of either byte order, with several sections, interfaces, link types and time resolutions.
/// Frames are handed out as views of one buffer, so nothing is copied or allocated per frame.
///
/// Only what is no capture at all is an error. A capture that is cut or damaged gives the frames before that
/// place; `ending` and `warnings` then say what happened. Lengths that a file claims are believed up to
/// `frameLimit` only.
/// Source: draft-ietf-opsawg-pcap, draft-ietf-opsawg-pcapng.
package struct CaptureReader: ~Copyable {
  /// How the reading ended.
  package enum Ending: Hashable, Sendable {
    /// At the end of the capture.
    case complete
    /// In the middle of a frame or block: the file was cut.
    case cut
    /// At a length or block that cannot be, or where its bytes could not be read or inflated.
    case damaged
  }

  /// The longest frame that is believed: Linux cuts segments of at most 512 kB (BIG TCP).
  package static let frameLimit = 1 << 20

  /// What messages call the capture: its path, or "standard input".
  package let name: String
  package internal(set) var ending: Ending = .complete
  /// Plain sentences for the user, in the order in which they arose.
  package internal(set) var warnings: [String] = []
  /// Frames handed out so far.
  package internal(set) var frameCount = 0
  /// Of the file, or of the interfaces met so far; each once, and at most `linkTypeLimit`.
  package internal(set) var linkTypes: [LinkType] = []
  /// More than any machine has; each interface is compared with all of them.
  static let linkTypeLimit = 16
  /// What the capturing machine said that it had no room for (pcapng's interface statistics).
  package var droppedByCapture: UInt64 { interfaces.dropped }

  var buffer: ReadBuffer
  let format: Format
  var interfaces = InterfaceTable()
  /// The byte order of the current pcapng section.
  var isBigEndian = false
  var lastTimeNs: Int64 = 0
  var warningKinds: Set<WarningKind> = []

  /// Looks at the first bytes; throws when they do not begin a capture.
  ///
  /// The buffer begins with `bufferSize` bytes, and grows where a frame needs more.
  package init(
    source: any ByteSource, name: String, bufferSize: Int = ReadBuffer.usualSize
  ) throws(CaptureFileError) {
    var buffer = ReadBuffer(source: source, size: bufferSize)
    let format = try Format.detect(&buffer, name: name)
    self.name = name
    self.buffer = buffer
    self.format = format
    switch format {
    case .cutInHeader(let bytes):
      ending = .cut
      warnings.append(
        bytes == 0
          ? "\(name) is empty: it has not even a file header."
          : "\(name) is cut short: it ends inside its file header, at byte \(bytes); there is no frame in it."
      )
    case .pcap(let layout):
      linkTypes = [layout.linkType]
    case .pcapng:
      break
    }
  }

  /// Calls `body` with each frame and its captured bytes, until the end or until `body` throws.
  package mutating func forEachFrame<Failure: Error>(
    _ body: (borrowing FrameHeader, Span<UInt8>) throws(Failure) -> Void
  ) throws(Failure) {
    switch format {
    case .cutInHeader: return
    case .pcap(let layout): try readPCAP(layout, body)
    case .pcapng: try readPCAPNG(body)
    }
  }

  /// Says once how the reading ended, with the place where it did.
  mutating func stop(_ ending: Ending, at offset: Int64, _ what: String) {
    guard self.ending == .complete else { return }
    if let failure = buffer.failure {
      self.ending = .damaged
      warn("\(failure.message) \(frameCount) frames before that were read.")
      return
    }
    self.ending = ending
    warn("\(name) \(what) at byte \(offset); \(frameCount) frames before that were read.")
  }

  mutating func warn(_ sentence: String) { warnings.append(sentence) }

  /// Warns once per kind, so that a hostile file does not make a million warnings.
  mutating func warnOnce(_ kind: WarningKind, _ sentence: String) {
    if warningKinds.insert(kind).inserted { warn(sentence) }
  }
}

/// What a reader says at most once per capture.
enum WarningKind: Hashable {
  case unknownInterface, malformedBlock, oversizedBlock, timeless, tooManyInterfaces, tooManyLinkTypes
}
