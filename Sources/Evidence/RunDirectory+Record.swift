package import FoundationEssentials

/// `record.json` as bytes.
extension RunDirectory {
  /// A record's bytes: sorted keys, so that the same record gives the same bytes.
  package static func encoded(_ record: RunRecord, path: String) throws(RunDirectoryError) -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      return try encoder.encode(record) + Data("\n".utf8)
    } catch {
      throw RunDirectoryError(path, "cannot be written", why: "\(error)")
    }
  }

  /// The record that bytes hold.
  ///
  /// - Parameter path: Of the file, for the error.
  package static func decoded(_ data: Data, path: String) throws(RunDirectoryError) -> RunRecord {
    let record: RunRecord
    do {
      record = try JSONDecoder().decode(RunRecord.self, from: data)
    } catch {
      // A newer form is the likeliest reason, and the more useful one to name.
      if let format = format(of: data) { try check(format: format, path: path) }
      throw explained(error, isEmpty: data.isEmpty, path: path)
    }
    try check(format: record.format, path: path)
    guard record.endedAtNs >= record.startedAtNs else {
      throw RunDirectoryError(path, "is not a run's record", why: "the run ends before it starts")
    }
    if let problem = NumberCheck(record).problem {
      throw RunDirectoryError(path, "is not a run's record", why: problem)
    }
    return record
  }

  private struct FormatOnly: Decodable {
    var format: Int
  }

  /// The form's number, where the file tells one at all.
  private static func format(of data: Data) -> Int? {
    do { return try JSONDecoder().decode(FormatOnly.self, from: data).format } catch { return nil }
  }

  private static func check(format: Int, path: String) throws(RunDirectoryError) {
    let known = RunRecord.currentFormat
    if format > known {
      throw RunDirectoryError(
        path, "has the form \(format), which this halfopen does not know",
        why: "it was written by a newer one; this one reads up to \(known)",
        remedy: "read it with the halfopen that wrote it, or a newer one")
    }
    if format < 1 {
      throw RunDirectoryError(path, "is not a run's record", why: "its 'format' is \(format), not 1 or more")
    }
  }

  private static func explained(_ error: any Error, isEmpty: Bool, path: String) -> RunDirectoryError {
    let what = "is not a run's record"
    guard !isEmpty else { return RunDirectoryError(path, what, why: "the file is empty") }
    guard let error = error as? DecodingError else { return RunDirectoryError(path, what, why: "\(error)") }
    switch error {
    case .keyNotFound(let key, let context):
      let place = place(context.codingPath)
      return RunDirectoryError(
        path, what, why: "'\(key.stringValue)' is missing" + (place.isEmpty ? "" : " in '\(place)'"))
    case .valueNotFound(_, let context), .typeMismatch(_, let context):
      return RunDirectoryError(path, what, why: "'\(place(context.codingPath))': \(context.debugDescription)")
    case .dataCorrupted(let context):
      let place = place(context.codingPath)
      guard place.isEmpty else {
        return RunDirectoryError(path, what, why: "'\(place)': \(context.debugDescription)")
      }
      let cause = context.underlyingError.map { ": \($0)" } ?? ""
      return RunDirectoryError(path, what, why: "it is not JSON: \(context.debugDescription)\(cause)")
    @unknown default: return RunDirectoryError(path, what, why: "\(error)")
    }
  }

  /// `packets[3].tcp`.
  private static func place(_ path: [any CodingKey]) -> String {
    var text = ""
    for key in path {
      if let index = key.intValue {
        text += "[\(index)]"
      } else {
        text += (text.isEmpty ? "" : ".") + key.stringValue
      }
    }
    return text
  }
}

/// `{ "status": 0 }` or `{ "signal": "SIGKILL" }`: a form that other programs can read too.
extension ProcessRecord.Exit {
  private enum CodingKeys: String, CodingKey {
    case status, signal
  }

  package init(from decoder: any Decoder) throws {
    let object = try decoder.container(keyedBy: CodingKeys.self)
    if let name = try object.decodeIfPresent(String.self, forKey: .signal) {
      self = .signal(name)
    } else {
      self = .status(try object.decode(Int.self, forKey: .status))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .status(let status): try object.encode(status, forKey: .status)
    case .signal(let name): try object.encode(name, forKey: .signal)
    }
  }
}
