import Reports

extension ReferenceTopic {
  static let reports = ReferenceTopic(
    name: "reports", summary: "the forms in which a result is shown", file: "reports.md"
  ) {
    let rows = ReportCatalog.all.map { ["`\($0.name)`", $0.summary] }
    return """
      # Report formats

      For `run`, `check` and `report`. The result goes to standard output, messages go to standard error. A run is \
      stored, so one run gives all of them: `halfopen run labs --output runs`, then `halfopen report runs --format html`.

      \(MarkdownTable(head: ["`--format`", "what it is for"], rows: rows))
      All are made of the same records. `check` judges a stored run again, without privileges; its JSON is that of the \
      run, byte for byte.

      ## `html`

      One page, nothing loaded from elsewhere: it can be mailed, kept, and opened without a network. Time runs downwards. \
      An arrow begins where and when a packet was sent and ends where and when it arrived; a lost one is dashed and ends \
      in ✕. Bars on a host's line are its sockets' states, a dotted line is a host without power, a dashed one a host \
      whose cable is out. Pointing at a mark shows what it is and the rule that gave it its name.

      | key | what it does |
      | --- | --- |
      | ↑ ↓ Home End | goes from mark to mark |
      | + − 0 | zooms on time, and back; the wheel with Ctrl does so too |
      | s | even spacing, which shows order, or true to time, which shows lengths |
      | Esc | leaves the marks |

      Several runs have an index with a filter, and the ledger of their claims. On narrow screens the words move between \
      the hosts; on paper everything is unfolded.

      ## `json`

      `kernel`, `seed`, `seconds`, `labs` [ { `lab`, `variant`, `title`, `verdict`, `reason`, `seconds`, `seed`, `kernel`, \
      `directory`, \
      `claims` [ { `text`, `source`, `verdict`, `evidence` } ], `expectations` [ { `line`, `text`, `verdict`, `evidence` } ], \
      `referee` { `agrees`, `disagreements`, `comparisons` } } ], `counts` { `pass`, `fail`, `inconclusive` }. \
      A verdict is `pass`, `fail` or `inconclusive`; a claim's is `confirmed`, `refuted`, `kernelDependent` \
      (one variant of the lab confirms it and another refutes it: the evidence names them) or `notJudged`.

      ## `junit`, `github`, `markdown`

      [In CI](ci.md) shows them in use. JUnit's failures hold the expected lines beside the actual ones, and the ladder. \
      An inconclusive lab is an `error`: skipped would be taken for good. Markdown draws each run as a Mermaid sequence \
      diagram, which GitHub and GitLab show.

      ## Captures

      `<host>.pcapng` in a run directory opens in Wireshark. Each packet has its class and the rule that gave it as a \
      comment; faults, and the calls of the host's programs, are comments of the packet that follows. The lab's name and \
      title are the section's comment:

      ```
      tshark -r client.pcapng -T fields -e frame.number -e frame.comment
      ```

      ## Claims

      `halfopen claims <run>` prints the ledger of all claims of stored runs, as Markdown or JSON. [claims.md](claims.md) \
      is the one of every lab, made by `make claims`, and so is the index of the labs, [labs/README.md](../labs/README.md): \
      `halfopen list labs --format markdown --runs <run>`.

      """
  }
}
