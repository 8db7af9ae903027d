internal import LinuxHost

/// What a supervisor tells its parent: one message each.
package enum SupervisorMessage: Sendable, Hashable {
  /// What the run does now, and for how long at most.
  case progress(String, limitNs: Int64?)
  /// The hosts are up, and the steps begin.
  case built
  /// The record is written.
  case done
  /// How long a world took to be built, and until its captures were open beside it, from the same start.
  case measured(worldNs: Int64, capturesNs: Int64)
  /// The record is written, and the hosts stay: the process that stands for each, as the supervisor numbers it.
  case held([HeldHost])
  /// There is no record; the sentence says why.
  case failed(String)

  var text: String {
    switch self {
    case .progress(let words, let limitNs): "progress \(limitNs ?? -1) \(words)"
    case .built: "built"
    case .done: "done"
    case .measured(let worldNs, let capturesNs): "measured \(worldNs) \(capturesNs)"
    case .held(let hosts): "held " + hosts.map { "\($0.name)=\($0.pid)" }.joined(separator: " ")
    case .failed(let why): "failed \(why)"
    }
  }

  init?(_ text: String) {
    let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
    switch parts.first {
    case "progress":
      let rest = (parts.last ?? "").split(separator: " ", maxSplits: 1).map(String.init)
      guard rest.count == 2, let limit = Int64(rest[0]) else { return nil }
      self = .progress(rest[1], limitNs: limit < 0 ? nil : limit)
    case "built": self = .built
    case "done": self = .done
    case "measured":
      let numbers = text.split(separator: " ").dropFirst().compactMap { Int64($0) }
      guard numbers.count == 2 else { return nil }
      self = .measured(worldNs: numbers[0], capturesNs: numbers[1])
    case "held":
      self = .held(
        text.split(separator: " ").dropFirst().compactMap { word in
          let parts = word.split(separator: "=")
          guard parts.count == 2, let pid = Int32(parts[1]) else { return nil }
          return HeldHost(name: String(parts[0]), pid: pid)
        })
    case "failed": self = .failed(parts.count == 2 ? parts[1] : "")
    default: return nil
    }
  }
}

/// The supervisor's end of the line to its parent.
struct ProgressChannel {
  let descriptor: Descriptor

  func say(_ words: String, limitNs: Int64? = nil) { send(.progress(words, limitNs: limitNs)) }

  /// A parent that is gone is noticed by the loop; words to it are lost with it.
  func send(_ message: SupervisorMessage) {
    do throws(SystemCallError) { try descriptor.writeAll(String(message.text.prefix(4000))) } catch {
      if error.name == "EPIPE" { endImmediately() }
    }
  }
}
