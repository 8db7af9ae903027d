import PeerRuntime

extension ReferenceTopic {
  static let operations = ReferenceTopic(
    name: "operations", summary: "what an instrumented peer can do: one system call each",
    file: "operations.md"
  ) {
    let rows = PeerOperationCatalog.all.map { ["`\($0.usage)`", $0.summary] }
    return """
      # Peer operations

      What a process written as `socket: [ … ]` can do. It carries its operations out in order, each of them a system \
      call or a few that belong together, and every call is recorded with its start, its end, its result and errno's \
      name. When the list is done the peer stays, holding its sockets; `exit` ends it.

      \(MarkdownTable(head: ["operation", "what it does"], rows: rows))
      """
  }
}
