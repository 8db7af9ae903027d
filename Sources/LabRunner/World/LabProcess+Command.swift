package import LabModel
internal import LinuxHost

extension LabProcess {
  /// The words of its command; nil for the peer.
  ///
  /// A word that begins with `./` or `../` is a path from the lab file's folder, and is made absolute: programs run in a
  /// folder of the run directory, and a lab that lies beside its program must work wherever both are.
  package func command(ofLabFile file: String) -> [String]? {
    guard case .command(let words) = program else { return nil }
    return words.map { word in
      guard word.hasPrefix("./") || word.hasPrefix("../") else { return word }
      let folder = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
      return (folder.hasPrefix("/") ? "" : Environment.workingDirectory + "/") + folder + word
    }
  }
}
