import FoundationEssentials

/// A new folder in the temporary folder, removed at the end.
enum TemporaryFolder {
  static func with<Value>(_ body: (String) throws -> Value) throws -> Value {
    let files = FileManager.default
    let name = "halfopen-\(String(UInt64.random(in: 0 ... .max), radix: 36))"
    let folder = files.temporaryDirectory.appendingPathComponent(name).path
    try files.createDirectory(atPath: folder, withIntermediateDirectories: false)
    defer {
      // Nothing depends on its going.
      do { try files.removeItem(atPath: folder) } catch {
        StandardError.write("halfopen: cannot remove \(folder): \(error)\n")
      }
    }
    return try body(folder)
  }
}
