/// One situation, as its lab file states it, after variants were applied.
package struct Lab: Sendable, Hashable {
  /// `crash/process-crash-idle`: the folder and the file's name without its ending.
  package var name: String
  package var file: String
  /// The name of the variant this lab is, nil for a lab without variants.
  package var variant: String?
  package var title: String
  package var claims: [LabClaim]
  /// In the file's order, which fixes the addresses.
  package var hosts: [LabHost]
  /// nil: all hosts plug into one switch.
  package var network: LabNetwork?
  package var processes: [LabProcess]
  /// In force from the start.
  package var faults: [LabStep]
  package var steps: [LabStep]
  package var expectations: [LabExpectation]
  /// How long an unscaled lab takes; such a lab runs only when asked for.
  package var slow: Duration?
  /// Why no host of a lab can do it, where it takes the whole machine; such a lab runs only when asked for.
  package var machineWide: String?

  package init(
    name: String, file: String, variant: String? = nil, title: String, claims: [LabClaim] = [],
    hosts: [LabHost] = [], network: LabNetwork? = nil, processes: [LabProcess] = [], faults: [LabStep] = [],
    steps: [LabStep] = [],
    expectations: [LabExpectation] = [], slow: Duration? = nil
  ) {
    self.name = name
    self.file = file
    self.variant = variant
    self.title = title
    self.claims = claims
    self.hosts = hosts
    self.network = network
    self.processes = processes
    self.faults = faults
    self.steps = steps
    self.expectations = expectations
    self.slow = slow
  }
}

/// What a source says, and the expectations that would make it true.
package struct LabClaim: Sendable, Hashable {
  package var text: String
  /// A letter of `labs/sources.yaml`, perhaps with a section: `C§7`.
  package var source: String
  package var test: [LabExpectation]
  package var position: SourcePosition

  package init(text: String, source: String, test: [LabExpectation], position: SourcePosition) {
    self.text = text
    self.source = source
    self.test = test
    self.position = position
  }
}

/// A kernel parameter that a host is to have.
package struct LabSysctl: Sendable, Hashable {
  /// Dotted: `net.ipv4.tcp_retries2`.
  package var key: String
  package var value: String
  /// Written under `sysctl-if-present`: a kernel without it is no reason to stop.
  package var onlyIfPresent: Bool
  package var position: SourcePosition

  package init(key: String, value: String, onlyIfPresent: Bool, position: SourcePosition) {
    self.key = key
    self.value = value
    self.onlyIfPresent = onlyIfPresent
    self.position = position
  }
}

/// A host of the lab: namespaces of its own, plugged into a switch or several.
package struct LabHost: Sendable, Hashable {
  package var name: String
  package var sysctls: [LabSysctl]
  /// Whether the host has IPv6; off unless asked for.
  package var ipv6: Bool
  /// Whether it learns its neighbours' MAC addresses by ARP; they are permanent unless asked for.
  package var dynamicNeighbours: Bool
  package var position: SourcePosition

  package init(
    name: String, sysctls: [LabSysctl] = [], ipv6: Bool = false, dynamicNeighbours: Bool = false,
    position: SourcePosition
  ) {
    self.name = name
    self.sysctls = sysctls
    self.ipv6 = ipv6
    self.dynamicNeighbours = dynamicNeighbours
    self.position = position
  }
}

/// A file that a lab brings along.
package struct LabFileText: Sendable, Hashable {
  package var name: String
  package var text: String

  package init(name: String, text: String) {
    self.name = name
    self.text = text
  }
}

/// A program that a step may start on a host.
package struct LabProcess: Sendable, Hashable {
  /// What is run.
  package enum Program: Sendable, Hashable {
    /// The instrumented peer, with one instruction (`receive 10`) per system call.
    case socket([LabNode])
    /// Any program, unmodified.
    case command([String])
  }

  package var name: String
  package var host: String
  package var program: Program
  /// `NAME=value` each, laid over ours.
  package var environment: [String] = []
  package var readiness: Readiness?
  /// Name and text of what is written into its working directory before it starts: its configuration.
  package var files: [LabFileText] = []
  package var position: SourcePosition

  /// When a started program can be used: all of what is named, in time.
  package struct Readiness: Sendable, Hashable {
    /// It listens on this TCP port.
    package var port: Int?
    /// It has printed this, on standard output or standard error.
    package var output: String?
    /// There is this file; a relative path begins where the programs run.
    package var file: String?
    package var within: Duration

    package init(port: Int?, output: String?, file: String?, within: Duration) {
      self.port = port
      self.output = output
      self.file = file
      self.within = within
    }
  }

  /// What the process that it forks is called (`server.child`); nil where it forks none.
  package var childName: String? {
    guard case .socket(let instructions) = program else { return nil }
    return instructions.contains(where: Self.isFork) ? name + ".child" : nil
  }

  /// `fork: [ … ]`
  package static func isFork(_ instruction: LabNode) -> Bool {
    guard case .mapping(let entries) = instruction.value else { return false }
    return entries.first?.key == "fork"
  }

  package init(name: String, host: String, program: Program, position: SourcePosition) {
    self.name = name
    self.host = host
    self.program = program
    self.position = position
  }
}

/// `kill: server`: a kind and its parameters, not yet understood.
///
/// The catalog that knows the kind (waits, faults) makes it a typed step.
package struct LabStep: Sendable, Hashable {
  package var kind: String
  package var parameters: LabNode
  /// Of the kind's own word.
  package var position: SourcePosition

  package init(kind: String, parameters: LabNode, position: SourcePosition) {
    self.kind = kind
    self.parameters = parameters
    self.position = position
  }

  package var text: String { "\(kind): \(parameters)" }
}

/// `call: { … }`: a kind and its parameters, not yet understood.
package typealias LabExpectation = LabStep
