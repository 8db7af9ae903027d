package import LabModel
internal import LinuxHost

extension LabProcess {
  /// The words of its command; nil for the peer.
  ///
  /// A word that begins with `./` or `../` is a path from the lab file's folder, and is made absolute: programs run in a
  /// folder of the run directory, and a lab that lies beside its program must work wherever both are.
  package func command(ofLabFile file: String) -> [String]? {
    guard case .command(let words) = program else { return nil }
    let folder = Self.folder(ofLabFile: file)
    return words.map { $0.hasPrefix("./") || $0.hasPrefix("../") ? "\(folder)/\($0)" : $0 }
  }

  /// Absolute; the root is empty.
  static func folder(ofLabFile file: String) -> String {
    let path = absolutePath(file)
    return path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
  }
}
