/// Which halfopen this is, as CHANGELOG.md counts.
enum HalfopenVersion {
  static let text = "0.1.0"
}
