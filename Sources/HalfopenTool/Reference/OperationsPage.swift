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
      ## Programs

      A process written as `command: [ … ]` is any program, unmodified:

      ```yaml
      processes:
        web:
          on: server
          command: [ nginx, -p, ., -c, nginx.conf, -e, stderr ]
          environment: { LANG: C }
          files:
            nginx.conf: |
              daemon off;
              …
          ready: { port: 80, output: TEXT, file: PATH, within: 10s }
      ```

      It runs in the folder `files` of the run directory, which the programs of all hosts share; `files` writes its \
      configuration there first. A word of `command` that begins with `./` or `../` is a path from the lab file's folder, \
      where a program of one's own lies beside its labs. What it prints is kept beside it as NAME.stdout and NAME.stderr, at most 16 MB each. \
      `start` waits until all of `ready` holds: it listens on the port, has printed the text, there is the file. A \
      program that is not there, or not ready in time, makes the run inconclusive.

      It is root of its host. Besides its folder it can write to `/tmp`, `/var/tmp`, `/run` and `/dev/shm`, which are its \
      host's own; all other files it can only read. `halfopen run --writable FOLDER` opens a folder, `--environment NAME` \
      hands on a variable; [security](security.md) says what else it can and cannot do.

      """
  }
}
