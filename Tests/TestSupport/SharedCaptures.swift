internal import Foundation

/// Other people's captures, which are read where they are there and never copied into this repository.
package enum SharedCaptures {
  /// The folder with manifest.json: the one that HALFOPEN_CAPTURES names, or `shared/captures` beside a folder above
  /// this file; nil where there is none.
  package static let folder: String? = {
    if let named = ProcessInfo.processInfo.environment["HALFOPEN_CAPTURES"] { return named }
    var place = URL(fileURLWithPath: #filePath)
    while place.path != "/" {
      place.deleteLastPathComponent()
      let candidate = place.appendingPathComponent("shared/captures").path
      if FileManager.default.fileExists(atPath: candidate + "/manifest.json") { return candidate }
    }
    return nil
  }()
}
