/// The lab that `halfopen init` writes: it passes as it is, and every part of it says what it is for.
enum StarterLab {
  static let text = """
    # yaml-language-server: $schema=lab.schema.json
    # The line above gives editors completion and checks: make the file with
    #   halfopen reference schema > lab.schema.json

    # The situation in one line: it heads every report.
    title: The server is killed while the client waits for an answer

    # Each host has a network stack of its own. A result that depends on a sysctl sets it here.
    hosts:
      client: {}
      server: {}

    # 'socket' is our own peer, one word for each system call (halfopen reference operations).
    # To test a program of yours, say how it is started instead, and when it is ready:
    #   server: { on: server, command: [ ../my-server, --port, 7000 ], ready: { port: 7000 } }
    # (a word with ./ or ../ before it is a path from this file's folder; others are looked for in PATH)
    # Hosts know each other by name: connect to 'server', port 7000.
    processes:
      server: { on: server, socket: [ listen 7000, accept, receive, receive ] }
      client: { on: client, socket: [ connect server:7000, send 10, receive ] }

    # One after the other; a 'wait' waits for a fact, never for a guess (halfopen reference steps).
    # Every fault is a step (halfopen reference faults).
    steps:
      - start: server
      - wait: { socket: { host: server, state: LISTEN } }
      - start: client
      - wait: { process: server, call: receive, result: 10 }
      - wait: { process: client, call: receive, started: true }
      - kill: server
      - wait: { process: client, call: receive, result: 0 }

    # What must be seen; the lab passes or fails on this (halfopen reference expectations).
    expect:
      # The kernel closes what the program had open: an orderly end, and no reset.
      - packets: { after: kill, sequence: [ server > client fin ] }
      - packets: { none: reset }
      # The client learns of it at once, not after a timeout.
      - call: { process: client, operation: receive, result: 0, since: kill, after: 0s..1s }

    """
}
