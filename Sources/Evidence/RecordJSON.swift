import FoundationEssentials

/// The form of `record.json`: sorted keys, so that the same record gives the same bytes.
package enum RecordJSON {
  package static func encode(_ record: RunRecord) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return Array(try encoder.encode(record))
  }

  package static func decode(_ bytes: [UInt8]) throws -> RunRecord {
    try JSONDecoder().decode(RunRecord.self, from: Data(bytes))
  }
}
