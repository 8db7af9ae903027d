extension Lab {
  /// A host of a lab: a network stack of its own.
  public struct Host: Sendable, Hashable, ExpressibleByStringLiteral {
    public var name: String
    /// The host's keys in a lab file: `["sysctl": ["net.ipv4.tcp_retries2": 5]]`.
    public var options: Value

    public init(_ name: String, _ options: Value = [:]) {
      self.name = name
      self.options = options
    }

    public init(stringLiteral name: String) { self.init(name) }
  }

  /// A program that a step may start.
  public struct Process: Sendable, Hashable {
    public var name: String
    /// The process's keys in a lab file.
    public var options: Value

    public init(_ name: String, _ options: Value) {
      self.name = name
      self.options = options
    }

    /// Any program, unmodified.
    ///
    /// - Parameters:
    ///   - name: What steps and expectations call it.
    ///   - host: Where it runs.
    ///   - command: The program and its arguments: one that the package builds, one on PATH, or an absolute path.
    ///   - options: More keys of the process: `["ready": ["port": 7000], "environment": ["LANG": "C"]]`.
    public static func program(
      _ name: String, on host: String, command: [String], _ options: Value = [:]
    ) -> Process {
      Process(name, options.adding([("on", .text(host)), ("command", .list(command.map { .text($0) }))]))
    }

    /// The instrumented peer.
    ///
    /// - Parameters:
    ///   - name: What steps and expectations call it.
    ///   - host: Where it runs.
    ///   - instructions: One for each system call: `"connect server:7000"`, `"send 10"`, `"receive"` (`halfopen
    ///     reference operations`).
    public static func socket(_ name: String, on host: String, _ instructions: [Value]) -> Process {
      Process(name, ["on": .text(host), "socket": .list(instructions)])
    }
  }

  /// A step, a fault or an expectation, as a lab file writes it: a word and what belongs to it.
  ///
  /// Either as text, `"wait: { process: client, exited: true }"`, or as values,
  /// `.init("wait", ["process": "client", "exited": true])`, which need no quoting.
  public struct Item: Sendable, Hashable, ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    let yaml: String

    public init(_ text: String) { self.yaml = text }

    public init(_ kind: String, _ parameters: Value) {
      self.yaml = "\(Value.quoted(kind)): \(parameters.yaml)"
    }

    public init(stringLiteral text: String) { self.init(text) }
  }

  /// A lab that is put together in Swift.
  ///
  /// - Parameters:
  ///   - title: The situation in one line: it heads every report.
  ///   - hosts: In the order that fixes their addresses.
  ///   - network: Switches, routers, NAT (`halfopen reference network`); nil: one switch for all hosts.
  ///   - processes: The programs that the steps start.
  ///   - faults: In force from the start.
  ///   - steps: One after the other; each waits for its effect.
  ///   - expect: What must be seen. More can be asked of the ``Run``.
  public init(
    _ title: String, hosts: [Host], network: Value? = nil, processes: [Process], faults: [Item] = [],
    steps: [Item], expect: [Item]
  ) {
    var lines = ["title: \(Value.quoted(title))", "hosts:"]
    lines += hosts.map { "  \(Value.quoted($0.name)): \($0.options.yaml)" }
    if let network { lines.append("network: \(network.yaml)") }
    lines.append("processes:")
    lines += processes.map { "  \(Value.quoted($0.name)): \($0.options.yaml)" }
    for (key, items) in [("faults", faults), ("steps", steps), ("expect", expect)] where !items.isEmpty {
      lines.append("\(key):")
      lines += items.map(Self.listItem)
    }
    self.init(yaml: lines.joined(separator: "\n") + "\n", name: title)
  }

  /// An item of a list; the further lines of one that has several are indented to belong to it.
  private static func listItem(_ item: Item) -> String {
    var lines = item.yaml.split(separator: "\n", omittingEmptySubsequences: false)
    while lines.count > 1, lines.last?.allSatisfy({ $0 == " " }) == true { lines.removeLast() }
    return "  - " + lines.joined(separator: "\n    ")
  }
}
