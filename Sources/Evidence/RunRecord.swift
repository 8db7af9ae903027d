package import WireFormat

/// Everything that was seen in one run of one lab: what `record.json` holds.
///
/// Times are nanoseconds of CLOCK_REALTIME, the clock that the kernel stamps captured packets with, so
/// that packets, calls, faults and states stand on one time line. `clockSteppedNs` says how far that
/// clock was set while the run lasted (its drift against CLOCK_MONOTONIC).
///
/// Judging reads nothing else: the same record gives the same verdict, without privileges.
package struct RunRecord: Codable, Sendable, Hashable {
  /// The form of this file; grows when a reader of the old form would misread it.
  package static let currentFormat = 1

  package var format: Int = RunRecord.currentFormat
  package var lab: String
  package var variant: String?
  package var title: String
  /// The lab file's path and its text, so that a stored run can be judged again on its own.
  package var labFile: String
  package var labText: String
  package var kernel: String
  package var seed: UInt64
  package var startedAtNs: Int64
  package var endedAtNs: Int64
  package var clockSteppedNs: Int64 = 0
  package var hosts: [HostRecord] = []
  package var processes: [ProcessRecord] = []
  package var steps: [StepRecord] = []
  package var faults: [FaultRecord] = []
  package var calls: [CallRecord] = []
  /// In the order in which they were sent; `number` counts from 1.
  package var packets: [PacketRecord] = []
  package var connections: [ConnectionRecord] = []
  package var states: [SocketStateRecord] = []
  package var captures: [CaptureRecord] = []
  /// Why the run cannot be trusted, in plain sentences. Not empty: the verdict is inconclusive.
  package var problems: [String] = []
  /// When this machine did not let the lab run for 20 ms and more; nil in a record that does not tell.
  package var schedulingDelays: [SchedulingDelay]?
  /// The kernel's counters beside the labels; nil in a record that was not finished.
  package var referee: [RefereeComparison]?

  package init(
    lab: String, variant: String?, title: String, labFile: String, labText: String, kernel: String,
    seed: UInt64, startedAtNs: Int64, endedAtNs: Int64
  ) {
    self.lab = lab
    self.variant = variant
    self.title = title
    self.labFile = labFile
    self.labText = labText
    self.kernel = kernel
    self.seed = seed
    self.startedAtNs = startedAtNs
    self.endedAtNs = endedAtNs
  }

  /// What names the run and times it, without what was seen in it.
  package var head: RunRecord {
    var head = RunRecord(
      lab: lab, variant: variant, title: title, labFile: labFile, labText: labText, kernel: kernel,
      seed: seed,
      startedAtNs: startedAtNs, endedAtNs: endedAtNs)
    head.clockSteppedNs = clockSteppedNs
    head.problems = problems
    return head
  }
}

/// A time in which the lab's processor did other things, although the lab had something to do.
package struct SchedulingDelay: Codable, Sendable, Hashable {
  package var endedAtNs: Int64
  package var ns: Int64

  package init(endedAtNs: Int64, ns: Int64) {
    self.endedAtNs = endedAtNs
    self.ns = ns
  }
}

/// What one host was, and what its kernel counted.
package struct HostRecord: Codable, Sendable, Hashable {
  package var name: String
  package var ipv4: String
  package var mac: String
  /// 1, and one more for each reboot.
  package var boots: Int
  package var poweredOff: Bool
  /// As read back from the kernel after they were written.
  package var sysctls: [String: String]
  /// What the kernel's counters (`Tcp.RetransSegs`, `TcpExt.TCPTimeouts`) grew by in the run. A host that was
  /// powered off or rebooted counts what it counted until then.
  package var counters: [String: Int64]
  /// The part of it that was counted while the host's cable was out, into which TCP sends as ever.
  package var countersUnplugged: [String: Int64]?
  /// The part of it that was counted in the moments when the cable was pulled or put in.
  package var countersAtTheCable: [String: Int64]?

  package init(
    name: String, ipv4: String, mac: String, boots: Int = 1, poweredOff: Bool = false,
    sysctls: [String: String] = [:], counters: [String: Int64] = [:],
    countersUnplugged: [String: Int64]? = nil, countersAtTheCable: [String: Int64]? = nil
  ) {
    self.name = name
    self.ipv4 = ipv4
    self.mac = mac
    self.boots = boots
    self.poweredOff = poweredOff
    self.sysctls = sysctls
    self.counters = counters
    self.countersUnplugged = countersUnplugged
    self.countersAtTheCable = countersAtTheCable
  }
}

/// One program, from its start to its end.
package struct ProcessRecord: Codable, Sendable, Hashable {
  /// How it ended.
  package enum Exit: Codable, Sendable, Hashable {
    case status(Int)
    /// A signal's name: `SIGKILL`.
    case signal(String)
  }

  package var name: String
  package var host: String
  package var command: [String]
  package var startedAtNs: Int64
  package var exitedAtNs: Int64?
  package var exit: Exit?
  /// What it printed, the first 64 KiB of each; nil for an instrumented peer, which prints nothing.
  package var output: Output?

  /// What a program printed.
  package struct Output: Codable, Sendable, Hashable {
    package var standardOutput: String
    package var standardError: String
    /// It printed more than is kept here; the run directory's files hold it.
    package var isCut: Bool

    package init(standardOutput: String, standardError: String, isCut: Bool = false) {
      self.standardOutput = standardOutput
      self.standardError = standardError
      self.isCut = isCut
    }
  }

  package init(
    name: String, host: String, command: [String], startedAtNs: Int64, exitedAtNs: Int64? = nil,
    exit: Exit? = nil
  ) {
    self.name = name
    self.host = host
    self.command = command
    self.startedAtNs = startedAtNs
    self.exitedAtNs = exitedAtNs
    self.exit = exit
  }
}

/// One step of the lab: when it began, and when what it waited for had happened.
package struct StepRecord: Codable, Sendable, Hashable {
  package var kind: String
  package var text: String
  /// In the lab file.
  package var line: Int
  package var startedAtNs: Int64
  package var endedAtNs: Int64
  /// Host → what its kernel's counters grew by from the end of the step before to the end of this one; nil in a
  /// record in which they were not read then.
  package var counters: [String: [String: Int64]]?

  package init(
    kind: String, text: String, line: Int, startedAtNs: Int64, endedAtNs: Int64,
    counters: [String: [String: Int64]]? = nil
  ) {
    self.kind = kind
    self.text = text
    self.line = line
    self.startedAtNs = startedAtNs
    self.endedAtNs = endedAtNs
    self.counters = counters
  }
}

/// A fault that was applied, where it acts and how we know that it took hold.
package struct FaultRecord: Codable, Sendable, Hashable {
  package var kind: String
  package var text: String
  /// The host or process it was done to.
  package var target: String
  package var host: String
  package var line: Int
  /// Where it acts: "the switch's port of client".
  package var site: String
  /// How many packets a fault on a wire chose, once the run is over; nil for other faults.
  package var chosenPackets: Int?
  /// Just before it was applied.
  package var appliedAtNs: Int64
  /// When the proof was seen; nil when it never was, which makes the run inconclusive.
  package var provenAtNs: Int64?
  package var proof: String
  /// What made it happen while the steps went on; nil where it was a step's turn.
  package var trigger: Trigger?

  /// The condition of a fault with `when`.
  package struct Trigger: Codable, Sendable, Hashable {
    /// In words, behind "when": "server > client fin passed".
    package var text: String
    /// From when on it was looked for.
    package var armedAtNs: Int64
    /// When it came true: when the packet came to the wire, else when it was seen.
    package var firedAtNs: Int64

    package init(text: String, armedAtNs: Int64, firedAtNs: Int64) {
      self.text = text
      self.armedAtNs = armedAtNs
      self.firedAtNs = firedAtNs
    }
  }

  package init(
    kind: String, text: String, target: String, host: String, line: Int, site: String, appliedAtNs: Int64,
    provenAtNs: Int64?, proof: String, trigger: Trigger? = nil
  ) {
    self.kind = kind
    self.text = text
    self.target = target
    self.host = host
    self.line = line
    self.site = site
    self.appliedAtNs = appliedAtNs
    self.provenAtNs = provenAtNs
    self.proof = proof
    self.trigger = trigger
  }
}

/// One system call of an instrumented peer.
package struct CallRecord: Codable, Sendable, Hashable {
  package var process: String
  package var host: String
  /// The instruction that made it, from 0, and its text: `receive 10`.
  package var index: Int
  package var instruction: String
  /// The operation's word: `receive`.
  package var operation: String
  package var startedAtNs: Int64
  /// nil: it never returned (blocked to the end of the run, or its process was killed in it).
  package var endedAtNs: Int64?
  /// What the call returned: bytes for send and receive, else 0; −1 with an error.
  package var result: Int?
  /// The errno's name: `ECONNRESET`.
  package var error: String?
  /// The place in the stream of the first byte received that an instrumented peer would not have sent there.
  package var wrongByte: Int?

  package init(
    process: String, host: String, index: Int, instruction: String, operation: String, startedAtNs: Int64,
    endedAtNs: Int64? = nil, result: Int? = nil, error: String? = nil
  ) {
    self.process = process
    self.host = host
    self.index = index
    self.instruction = instruction
    self.operation = operation
    self.startedAtNs = startedAtNs
    self.endedAtNs = endedAtNs
    self.result = result
    self.error = error
  }
}

/// One packet, joined from the captures at both ends.
package struct PacketRecord: Codable, Sendable, Hashable {
  /// What became of it on its way.
  package enum Fate: String, Codable, Sendable, Hashable {
    case arrived
    /// Sent, and did not arrive.
    case lost
    /// Sent in the last moments of the run: nobody can know.
    case inFlight
    /// Arrived, but its sending was not captured: a fault injected it, it came from no host of the lab, or a
    /// frame was missed.
    case unsent
  }

  package var number: Int
  package var from: String
  package var to: String
  /// As the sender's capture stamped it; the arrival's stamp for `unsent`.
  package var sentAtNs: Int64
  package var arrivedAtNs: Int64?
  package var fate: Fate
  package var connection: Int?
  package var packetClass: PacketClass
  package var flags: [PacketFlag]
  package var kind: RetransmissionKind?
  /// What made the sender send it again, also where `kind` says that this was not needed.
  package var trigger: RetransmissionKind?
  package var cause: ResetCause?
  /// The rule that gave the class, with the facts.
  package var why: String
  /// How often it arrived beyond the first time.
  package var copies: Int?
  /// What the wire did to it; nil: it passed, or there was no wire.
  package var wire: String?
  package var tcp: TCPFields?
  /// Bytes on the wire, with the link header.
  package var frameBytes: Int

  /// The header's fields that reports and expectations speak of.
  package struct TCPFields: Codable, Sendable, Hashable {
    package var sourcePort: Int
    package var destinationPort: Int
    /// Relative to the sender's initial sequence number, as tcpdump prints it.
    package var sequence: Int
    /// Relative to the other end's initial sequence number; nil without the ACK bit.
    package var acknowledgment: Int?
    /// Its sender's initial sequence number itself, where it carries SYN.
    package var initialSequence: UInt32?
    package var payloadBytes: Int
    /// Scaled, in bytes.
    package var window: Int
    /// tcpdump's letters: `S`, `S.`, `P.`, `F.`, `R`.
    package var bits: String

    package init(
      sourcePort: Int, destinationPort: Int, sequence: Int, acknowledgment: Int?,
      initialSequence: UInt32? = nil, payloadBytes: Int, window: Int, bits: String
    ) {
      self.sourcePort = sourcePort
      self.destinationPort = destinationPort
      self.sequence = sequence
      self.acknowledgment = acknowledgment
      self.initialSequence = initialSequence
      self.payloadBytes = payloadBytes
      self.window = window
      self.bits = bits
    }
  }

  package init(
    number: Int, from: String, to: String, sentAtNs: Int64, arrivedAtNs: Int64?, fate: Fate,
    connection: Int?, packetClass: PacketClass, flags: [PacketFlag] = [], kind: RetransmissionKind? = nil,
    trigger: RetransmissionKind? = nil, cause: ResetCause? = nil, why: String = "", tcp: TCPFields?,
    frameBytes: Int
  ) {
    self.number = number
    self.from = from
    self.to = to
    self.sentAtNs = sentAtNs
    self.arrivedAtNs = arrivedAtNs
    self.fate = fate
    self.connection = connection
    self.packetClass = packetClass
    self.flags = flags
    self.kind = kind
    self.trigger = trigger ?? kind
    self.cause = cause
    self.why = why
    self.tcp = tcp
    self.frameBytes = frameBytes
  }
}

/// One TCP connection between two hosts of the lab.
package struct ConnectionRecord: Codable, Sendable, Hashable {
  package var id: Int
  package var clientHost: String
  package var clientPort: Int
  package var serverHost: String
  package var serverPort: Int
  /// `closed`, `reset`, `refused`, `timedOut`, `halfOpen`, `open`, `unanswered`.
  package var ending: String
  /// Zeek's letters.
  package var history: String

  package init(
    id: Int, clientHost: String, clientPort: Int, serverHost: String, serverPort: Int, ending: String,
    history: String
  ) {
    self.id = id
    self.clientHost = clientHost
    self.clientPort = clientPort
    self.serverHost = serverHost
    self.serverPort = serverPort
    self.ending = ending
    self.history = history
  }
}

/// A socket seen in a new state. Sampled: a state shorter than the sampling interval may be missing.
package struct SocketStateRecord: Codable, Sendable, Hashable {
  package var atNs: Int64
  package var host: String
  package var localPort: Int
  /// The peer's address as a host name where it is one of the lab's, else the address; nil for a listener.
  package var remoteHost: String?
  package var remotePort: Int?
  /// As ss(8) and RFC 9293 name it: `ESTABLISHED`, `CLOSE_WAIT`; `CLOSED` when the socket is gone.
  package var state: String
  package var previous: String?
  package var receiveQueueBytes: Int
  package var sendQueueBytes: Int
  /// The timer that ran: `retransmission`, `keepalive`, `timeWait`, `zeroWindowProbe`.
  package var timer: String?
  /// How often it had run out since the other end last answered; nil for never.
  package var retries: Int?

  package init(
    atNs: Int64, host: String, localPort: Int, remoteHost: String?, remotePort: Int?, state: String,
    previous: String?, receiveQueueBytes: Int = 0, sendQueueBytes: Int = 0
  ) {
    self.atNs = atNs
    self.host = host
    self.localPort = localPort
    self.remoteHost = remoteHost
    self.remotePort = remotePort
    self.state = state
    self.previous = previous
    self.receiveQueueBytes = receiveQueueBytes
    self.sendQueueBytes = sendQueueBytes
  }
}

/// What one host's capture saw and missed.
package struct CaptureRecord: Codable, Sendable, Hashable {
  package var host: String
  package var file: String
  package var frames: Int
  /// pcap_stats: frames that the kernel had no room for, and that the interface dropped.
  package var droppedByKernel: Int
  package var droppedByInterface: Int
  /// What taking the frames out of the kernel's ring took of a processor.
  package var processorNs: Int64?

  package init(
    host: String, file: String, frames: Int, droppedByKernel: Int, droppedByInterface: Int,
    processorNs: Int64? = nil
  ) {
    self.host = host
    self.file = file
    self.frames = frames
    self.droppedByKernel = droppedByKernel
    self.droppedByInterface = droppedByInterface
    self.processorNs = processorNs
  }
}
