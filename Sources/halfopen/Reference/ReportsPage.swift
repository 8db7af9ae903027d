import Reports

extension ReferenceTopic {
  static let reports = ReferenceTopic(
    name: "reports", summary: "the forms in which a result is shown", file: "reports.md"
  ) {
    let rows = ReportCatalog.all.map { ["`\($0.name)`", $0.summary] }
    return """
      # Report formats

      For `run`, `check` and `report`. The result goes to standard output, messages go to standard error.

      \(MarkdownTable(head: ["`--format`", "what it is for"], rows: rows))
      """
  }
}
