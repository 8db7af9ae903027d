import WireFormat

/// Times as people write them: `5s`, `200ms`, `2h12m`, `1.5s`.
extension Duration {
  /// Reads a time with a unit; nil where the text is not one.
  ///
  /// Units: `ns`, `us`, `ms`, `s`, `m`, `h`, larger ones first when several stand together.
  package init?(labText text: some StringProtocol) {
    guard let duration = TimeText.duration(text) else { return nil }
    self = duration
  }

  /// Whole nanoseconds; a time of more than 292 years stops at that.
  package var wholeNs: Int64 { TimeText.wholeNs(self) }

  /// The shortest exact-enough form for people: `1.2s`, `203ms`, `15us`, `2h12m`.
  package var labText: String { TimeText.brief(self) }
}
