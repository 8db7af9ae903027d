import WireFormat

extension ReferenceTopic {
  static let notation = ReferenceTopic(
    name: "notation", summary: "how packets, moments and times are written, everywhere alike",
    file: "notation.md"
  ) {
    """
    # Notation

    The same words stand in lab files, in reports and in messages. None of them needs quotes in YAML.

    ## Packets

    ```
    \(grammar)
    ```

    \(MarkdownTable(head: ["part", "which packets"], rows: parts.map { ["`\($0.text)`", $0.meaning] }))
    The words from left to right:

    \(words("classes", PacketClass.allCases.map(\.rawValue)))
    \(words("flags", PacketFlag.allCases.map(\.rawValue)))
    \(words("kinds of retransmission", RetransmissionKind.allCases.map(\.rawValue)))
    \(words("causes of a reset", ResetCause.allCases.map(\.rawValue)))

    What they mean is told in [packet classes](packet-classes.md).

    \(MarkdownTable(head: ["example", "in words"], rows: examples.map { ["`\($0.text)`", $0.meaning] }))
    ## Times

    A time is a number with its unit: `ns`, `us`, `ms`, `s`, `m`, `h`; larger units stand first (`2h12m`).

    \(MarkdownTable(head: ["how long something may take", "in words"], rows: times.map { ["`\($0.text)`", $0.meaning] }))
    ## Moments

    `after`, `before`, `between`, `since`, `at`, `order` and `never` name moments of the run. A packet or a call that bounds \
    a part of the run is not in it.

    \(MarkdownTable(head: ["moment", "when"], rows: moments.map { ["`\($0.text)`", $0.meaning] }))
    """
  }

  private static func words(_ what: String, _ list: [String]) -> String {
    "- \(what): " + list.map { "`\($0)`" }.joined(separator: ", ")
  }

  private static let grammar = """
    [<from> > <to>] [1st | 2nd | first 3 | every 3rd | last] <class | any> [[not] flag | kind | cause …]
        [len n] [seq a:b] [lost | arrived] [+gap]
    """

  /// The parts of the notation, in its order.
  private static let parts: [(text: String, meaning: String)] = [
    ("client > server", "sent by the one to the other; `any` stands for every host"),
    ("2nd", "the second of those that match"),
    ("first 3", "the 1st, 2nd and 3rd"),
    ("every 3rd", "the 3rd, 6th, 9th, …"),
    ("last", "the last of those that match"),
    ("synAck", "of this class; `any` stands for every class"),
    ("retransmission", "with this flag, of this kind, or with this cause"),
    ("not sack", "without it"),
    ("len 10", "with 10 bytes of payload; also `>=10`, `<=10` and `10..20`"),
    (
      "seq 11:31",
      "with this relative sequence number, up to but without the end; `seq 11` leaves the end open"
    ),
    ("lost", "that was sent and did not arrive; `arrived` is the opposite"),
    (
      "+200ms",
      "so long after the packet before it in a sequence, the first one after the moment of `after`: any form of time below"
    ),
  ]

  /// A test reads every one of them.
  private static let examples: [(text: String, meaning: String)] = [
    ("any", "every packet"),
    ("server > client 2nd synAck lost", "the second SYN+ACK of the server, if it was lost"),
    (
      "client > server data retransmission timeout lost +400ms",
      "data sent again because the timer ran out, 400 ms after the one before, and lost again"
    ),
    ("reset unreadData", "a RST that was sent because nobody had read what came"),
    ("client > server syn not retransmission", "only the first SYN"),
  ]

  private static let times: [(text: String, meaning: String)] = [
    ("3s", "a kernel timer of 3 s: not early, but late by an eighth and what a busy machine takes"),
    ("3s ± 20%", "at most 20 % less or more; also `3s ± 500ms` and, in ASCII, `3s +- 20%`"),
    ("at least 1s", "1 s or more"),
    ("at most 5s", "5 s or less"),
    ("1s..2s", "from 1 s to 2 s"),
  ]

  private static let moments: [(text: String, meaning: String)] = [
    (
      "kill",
      "when the step `kill` began, so that all it caused comes after it; for a `wait`, when it was over"
    ),
    ("2nd unplug", "the second step of that kind; `last` is the last one"),
    ("start client", "the step with that parameter, where several are of the kind"),
    ("end of power-off", "when the step was done: the fault had taken hold"),
    ("start of wait", "when a `wait` began"),
    ("server > client 2nd synAck", "when that packet was sent"),
    ("arrival of server > client 2nd synAck", "when it arrived"),
    (
      "{ process: client, call: receive, error: ECONNRESET }",
      "when such a call returned; also with `result`, and with `started: true` when it began"
    ),
    ("{ socket: { host: server, state: CLOSE_WAIT } }", "when a socket was seen to come into the state"),
    ("{ process: client, exited: true }", "when the process had ended"),
  ]
}
