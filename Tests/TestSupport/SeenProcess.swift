internal import Foundation

/// A process of this machine, as /proc shows it. Source: proc_pid_stat(5).
package struct SeenProcess: Sendable, Hashable {
  package var pid: Int32
  package var name: String
  package var parent: Int32
  /// With the number it tells a process from a later one of the same number.
  private var startedAtTick: Int

  /// Whether it began before a tick of `currentTick`.
  package func began(before tick: Int) -> Bool { startedAtTick < tick }

  /// The time since the machine's start, as /proc counts it.
  package static var currentTick: Int {
    var now = timespec()
    clock_gettime(CLOCK_BOOTTIME, &now)
    let perSecond = sysconf(Int32(_SC_CLK_TCK))
    return now.tv_sec * perSecond + now.tv_nsec / (1_000_000_000 / perSecond)
  }

  /// nil where there is none, or one that has ended and only waits for its parent to look.
  package init?(pid: Int32) {
    guard let data = FileManager.default.contents(atPath: "/proc/\(pid)/stat") else { return nil }
    let line = String(decoding: data, as: UTF8.self)
    guard let open = line.firstIndex(of: "("), let close = line.lastIndex(of: ")") else { return nil }
    let rest = line[line.index(after: close)...].split(separator: " ")
    guard rest.count > 19, rest[0] != "Z", rest[0] != "X", let parent = Int32(rest[1]),
      let tick = Int(rest[19])
    else { return nil }
    self.pid = pid
    name = String(line[line.index(after: open)..<close])
    self.parent = parent
    startedAtTick = tick
  }

  package var isThere: Bool { SeenProcess(pid: pid)?.startedAtTick == startedAtTick }

  package static func all() throws -> [SeenProcess] {
    try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { Int32($0) }
      .compactMap { SeenProcess(pid: $0) }
  }

  /// A process's children, their children, and so on.
  package static func descendants(of pid: Int32) throws -> [SeenProcess] {
    let children = Dictionary(grouping: try all(), by: \.parent)
    var found: [SeenProcess] = []
    var waiting = children[pid] ?? []
    while let next = waiting.popLast() {
      found.append(next)
      waiting += children[next.pid] ?? []
    }
    return found
  }

  /// The namespaces it lives in: `net:[4026531840]`. None of a process that has ended, or of somebody else's.
  package var namespaces: Set<String> {
    let links = ["net", "mnt", "pid", "uts", "user"].compactMap { kind -> String? in
      var buffer = [CChar](repeating: 0, count: 64)
      let length = readlink("/proc/\(pid)/ns/\(kind)", &buffer, buffer.count)
      return length < 0
        ? nil : String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
    return Set(links)
  }
}
