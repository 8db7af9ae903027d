internal import LabModel
internal import LinuxHost

extension LabWorld {
  /// Why a process cannot be started on this machine: its program is not there.
  func missingProgram(of name: String) -> String? {
    let process = lab.processes.first { $0.name == name }
    guard let program = process?.command(ofLabFile: request.file)?.first else { return nil }
    do throws(SystemCallError) {
      _ = try Executable.find(program)
      return nil
    } catch {
      let remedy = Remedy.installing(program)
      return "\(name) needs the program '\(program)': \(remedy.text)"
    }
  }

  /// Goes on listening until a program that was just started can be used, as its lab file says.
  ///
  /// - Returns: Why it cannot; nil when it can, or when its lab says nothing.
  func awaitReadiness(of process: RunningProcess) throws(WorldError) -> String? {
    guard let readiness = process.specification.readiness else { return nil }
    let deadline = Clock.monotonicNs() + readiness.within.wholeNs
    while true {
      try absorb()
      let missing = try whatIsMissing(readiness, process)
      guard let missing else { return nil }
      if process.ended { return "\(process.name) ended before \(missing)\(process.lastWords)" }
      let left = deadline - Clock.monotonicNs()
      if left <= 0 {
        return "\(process.name) was not ready within \(readiness.within.labText): waited until \(missing)"
          + process.lastWords
      }
      // A file or a listening socket appears without waking us.
      try listen(forNs: min(left, 2_000_000))
    }
  }

  private func whatIsMissing(_ readiness: LabProcess.Readiness, _ process: RunningProcess) throws(WorldError)
    -> String?
  {
    let host = hosts.first { $0.name == process.specification.host }
    if let port = readiness.port {
      let listens = try host?.socketEntries().contains { $0.state == "LISTEN" && $0.localPort == port }
      if listens != true { return "it listened on port \(port)" }
    }
    if let text = readiness.output, !process.showedWantedOutput { return "it printed '\(text)'" }
    if let file = readiness.file {
      let path = file.hasPrefix("/") ? file : "\(request.workingFolder)/\(file)"
      if try host?.hasFile(path) != true { return "there was the file \(file)" }
    }
    return nil
  }
}
