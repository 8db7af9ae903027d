import ArgumentParser
import FoundationEssentials
import LabModel
import TCPTimers

/// The settings that `halfopen reference timers` reckons with, where they are not the kernel's defaults.
struct TimerArguments: ParsableArguments {
  @Flag(help: "Begin with the sysctls of this machine instead of a kernel's defaults.")
  var thisMachine = false

  @Option(help: "tcp_retries2.") var retries2: Int?
  @Option(help: "tcp_orphan_retries.") var orphanRetries: Int?
  @Option(help: "tcp_syn_retries, or TCP_SYNCNT.") var synRetries: Int?
  @Option(help: "tcp_syn_linear_timeouts; 0 before Linux 6.5.") var synLinearTimeouts: Int?
  @Option(help: "tcp_synack_retries.") var synackRetries: Int?
  @Option(help: "tcp_keepalive_time, or TCP_KEEPIDLE: 7200s.") var keepaliveTime: TimeLimit?
  @Option(help: "tcp_keepalive_intvl, or TCP_KEEPINTVL: 75s.") var keepaliveInterval: TimeLimit?
  @Option(help: "tcp_keepalive_probes, or TCP_KEEPCNT.") var keepaliveProbes: Int?
  @Option(help: "TCP_USER_TIMEOUT: 20s.") var userTimeout: TimeLimit?
  @Option(help: "tcp_fin_timeout, or TCP_LINGER2: 60s.") var finTimeout: TimeLimit?
  @Option(help: "The connection's retransmission timeout, as 'ss -i' shows it: 204ms.") var rto: TimeLimit?
  @Option(help: "tcp_rto_max_ms: 120s.") var rtoMax: TimeLimit?
  @Option(help: "tcp_early_retrans; 0: no tail-loss probes.") var earlyRetrans: Int?

  /// Whether any was given.
  var isUsed: Bool {
    let numbers = [
      retries2, orphanRetries, synRetries, synLinearTimeouts, synackRetries, keepaliveProbes, earlyRetrans,
    ]
    let times = [keepaliveTime, keepaliveInterval, userTimeout, finTimeout, rto, rtoMax]
    return thisMachine || numbers.contains { $0 != nil } || times.contains { $0 != nil }
  }

  func validate() throws {
    let numbers: [(name: String, value: Int?, most: Int)] = [
      ("--retries2", retries2, 255), ("--orphan-retries", orphanRetries, 255),
      ("--syn-retries", synRetries, 127), ("--syn-linear-timeouts", synLinearTimeouts, 127),
      ("--synack-retries", synackRetries, 255), ("--keepalive-probes", keepaliveProbes, 255),
      ("--early-retrans", earlyRetrans, 4),
    ]
    for case (let name, let value?, let most) in numbers where !(0...most).contains(value) {
      throw ValidationError("\(name) \(value) is not from 0 to \(most), as the kernel takes it")
    }
    let times: [(name: String, value: TimeLimit?, range: ClosedRange<Duration>)] = [
      ("--keepalive-time", keepaliveTime, .seconds(1) ... .seconds(32767)),
      ("--keepalive-interval", keepaliveInterval, .seconds(1) ... .seconds(32767)),
      ("--user-timeout", userTimeout, .milliseconds(1) ... .seconds(2_147_483)),
      ("--fin-timeout", finTimeout, .seconds(1) ... .seconds(2_147_483)),
      ("--rto", rto, .milliseconds(1) ... .seconds(120)),
      ("--rto-max", rtoMax, .seconds(1) ... .seconds(120)),
    ]
    for case (let name, let value?, let range) in times where !range.contains(value.time) {
      throw ValidationError(
        "\(name) \(value.time.labText) is not from \(range.lowerBound.labText) to \(range.upperBound.labText), "
          + "as the kernel takes it")
    }
  }

  func settings() throws -> TimerSettings {
    var settings = thisMachine ? try MachineTimers.read() : TimerSettings()
    func lay<Value>(_ value: Value?, over path: WritableKeyPath<TimerSettings, Value>) {
      if let value { settings[keyPath: path] = value }
    }
    lay(retries2, over: \.retries2)
    lay(orphanRetries, over: \.orphanRetries)
    lay(synRetries, over: \.synRetries)
    lay(synLinearTimeouts, over: \.synLinearTimeouts)
    lay(synackRetries, over: \.synAckRetries)
    lay(keepaliveTime?.time, over: \.keepaliveTime)
    lay(keepaliveInterval?.time, over: \.keepaliveInterval)
    lay(keepaliveProbes, over: \.keepaliveProbes)
    lay(userTimeout?.time, over: \.userTimeout)
    lay(finTimeout?.time, over: \.finTimeout)
    lay(rto?.time, over: \.rto)
    lay(rtoMax?.time, over: \.rtoMax)
    lay(earlyRetrans.map { $0 != 0 }, over: \.tailLossProbe)
    return settings
  }
}

/// The sysctls of the machine itself, which are only read.
private enum MachineTimers {
  static func read() throws -> TimerSettings {
    var settings = TimerSettings()
    func number(_ name: String) throws -> Int? {
      let path = "/proc/sys/net/ipv4/\(name)"
      // An older kernel does not have it: what it does then is what the default says, but for the linear timeouts.
      guard FileManager.default.fileExists(atPath: path) else { return nil }
      let text = try String(contentsOf: URL(filePath: path), encoding: .utf8)
      return Int(text.prefix { $0 != "\n" })
    }
    settings.retries2 = try number("tcp_retries2") ?? settings.retries2
    settings.orphanRetries = try number("tcp_orphan_retries") ?? settings.orphanRetries
    settings.synRetries = try number("tcp_syn_retries") ?? settings.synRetries
    settings.synLinearTimeouts = try number("tcp_syn_linear_timeouts") ?? 0
    settings.synAckRetries = try number("tcp_synack_retries") ?? settings.synAckRetries
    settings.keepaliveTime = try number("tcp_keepalive_time").map { .seconds($0) } ?? settings.keepaliveTime
    settings.keepaliveInterval =
      try number("tcp_keepalive_intvl").map { .seconds($0) } ?? settings.keepaliveInterval
    settings.keepaliveProbes = try number("tcp_keepalive_probes") ?? settings.keepaliveProbes
    settings.finTimeout = try number("tcp_fin_timeout").map { .seconds($0) } ?? settings.finTimeout
    settings.rtoMax = try number("tcp_rto_max_ms").map { .milliseconds($0) } ?? settings.rtoMax
    settings.rto = try number("tcp_rto_min_us").map { .microseconds($0 + 4000) } ?? settings.rto
    settings.tailLossProbe = try number("tcp_early_retrans") != 0
    settings.neighbourProbes = try number("neigh/default/mcast_solicit") ?? settings.neighbourProbes
    settings.neighbourRetransmission =
      try number("neigh/default/retrans_time_ms").map { .milliseconds($0) }
      ?? settings.neighbourRetransmission
    return settings
  }
}
