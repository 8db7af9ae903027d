import Foundation
import TestSupport
import Testing

/// What stands beside labs: the first lab, the editor's schema, the manual, the shell's completions, the ledger.
@Suite("A newcomer's tools")
struct NewcomerTests {
  @Test("'init' writes a lab that is valid, and never overwrites one")
  func initWritesLab() throws {
    // Rules out a template that is refused, a lost file, and a first command that fails for want of a folder.
    let folder = try BuiltProgram.temporaryFolder()
    defer { BuiltProgram.remove(folder) }
    let path = folder + "/first/lab.yaml"
    #expect(try BuiltProgram.run(["init", path]).status == 0)
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.hasPrefix("# yaml-language-server: $schema="))
    let validate = try BuiltProgram.run(["validate", path])
    #expect(validate.status == 0, "\(validate.errors)")
    try Data("mine".utf8).write(to: URL(fileURLWithPath: path))
    let again = try BuiltProgram.run(["init", path])
    #expect(again.status == 64 && again.errors.contains("not overwritten"))
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
    #expect(try BuiltProgram.run(["init", folder + "/lab.txt"]).status == 64)
    let below = try BuiltProgram.run(["init", path + "/lab.yaml"])
    #expect(below.status == 64 && below.errors.contains("is a file in its way"))
  }

  @Test(
    "The lab that 'init' writes passes, every time",
    .runsLabs)
  func firstLabPasses() throws {
    // Rules out a first experience that fails.
    let folder = try BuiltProgram.temporaryFolder()
    defer { BuiltProgram.remove(folder) }
    #expect(try BuiltProgram.run(["init", folder + "/lab.yaml"]).status == 0)
    let result = try BuiltProgram.run(
      ["run", folder + "/lab.yaml", "--repeat", "5", "--output", folder + "/runs", "--quiet"])
    #expect(result.status == 0, "\(result.output)")
  }

  static let validator = "\(BuiltProgram.root)/scripts/check-schema"
  static let canValidate: Bool = {
    do { return try BuiltProgram.run(["/dev/null", "/dev/null"], program: validator).status != 69 } catch {
      return false
    }
  }()

  @Test(
    "Every lab fits the schema, and a lab with a mistyped key does not",
    .enabled(if: canValidate || LiveLab.isRequired, "Python's jsonschema and yaml are not installed"))
  func labsFitSchema() throws {
    // Rules out an editor that marks what 'validate' accepts, and one that marks nothing.
    let schema = "\(BuiltProgram.root)/docs/lab.schema.json"
    let folder = try BuiltProgram.temporaryFolder()
    defer { BuiltProgram.remove(folder) }
    #expect(try BuiltProgram.run(["init", folder + "/good.yaml"]).status == 0)
    let good = try BuiltProgram.run([schema, "labs", "Tests/BrokenLabs", folder], program: Self.validator)
    #expect(good.status == 0, "\(good.output)\(good.errors)")
    let text = try String(contentsOfFile: folder + "/good.yaml", encoding: .utf8)
    for (right, wrong) in [
      ("- kill: server", "- kil: server"), ("steps:", "step:"), ("on: client", "at: client"),
      ("{ none: reset }", "{ non: reset }"), ("[ listen 7000,", "[ lisen 7000,"),
    ] {
      #expect(text.contains(right))
      let path = folder + "/bad.yaml"
      try Data(text.replacing(right, with: wrong).utf8).write(to: URL(fileURLWithPath: path))
      #expect(try BuiltProgram.run([schema, path], program: Self.validator).status == 1, "\(wrong)")
    }
  }

  @Test("The manual page names every command and option")
  func manual() throws {
    // Rules out a manual page that is behind the commands.
    let page = "\(BuiltProgram.root)/docs/halfopen.1"
    let text = try String(contentsOfFile: page, encoding: .utf8)
    let help = try BuiltProgram.run(["--help"]).output
    let commands = help.matches(of: /\n  ([a-z]+)  +[A-Z]/).map { String($0.1) }
    #expect(commands.count >= 10)
    for command in commands {
      #expect(text.contains(".SS halfopen \(command)"), "\(command)")
      let options = try BuiltProgram.run([command, "--help"]).output.matches(of: /\n  (?:-\w, )?--([a-z]+)/)
      for option in options where !["help", "version"].contains(option.1) {
        #expect(text.contains("\\-\\-\(option.1)"), "\(command) --\(option.1)")
      }
    }
  }

  @Test(
    "The manual page is formatted without a warning",
    .enabled(if: OtherProgram.isWanted("groff"), "groff is not installed"))
  func manualIsFormatted() throws {
    // Rules out text that roff takes for a request.
    let groff = try #require(OtherProgram.path("groff"))
    let page = "\(BuiltProgram.root)/docs/halfopen.1"
    let result = try BuiltProgram.run(["-man", "-ww", "-z", "-Tutf8", page], program: groff)
    #expect(result.status == 0 && result.errors.isEmpty, "\(result.errors)")
  }

  @Test("Shells get their completions", arguments: ["bash", "zsh", "fish"])
  func completions(_ shell: String) throws {
    // Rules out a documented command that prints nothing.
    let result = try BuiltProgram.run(["--generate-completion-script", shell])
    #expect(result.status == 0)
    #expect(
      ["analyze", "claims", "init", "--shard"].allSatisfy { result.output.contains($0.drop { $0 == "-" }) })
  }

  @Test("docs/claims.md has a verdict for every claim of every lab")
  func ledgerIsComplete() throws {
    // Rules out a claim that was added and never put to the test on record.
    let list = try BuiltProgram.run(["list", "labs", "--format", "json"]).json()
    let labs = try #require(list["labs"] as? [[String: Any]])
    let ledger = try String(contentsOfFile: "\(BuiltProgram.root)/docs/claims.md", encoding: .utf8)
    // Back from Markdown's escapes.
    let plain = ledger.replacing("\\", with: "").replacing("&gt;", with: ">").replacing("&lt;", with: "<")
      .replacing("&amp;", with: "&").replacing("&#64;", with: "@")
    let rows = plain.split(separator: "\n").filter { $0.hasPrefix("| ") }
    var claims = 0
    for lab in labs where lab["slowSeconds"] == nil && lab["machineWide"] == nil {
      let name = try #require(lab["lab"] as? String)
      for claim in try #require(lab["claims"] as? [[String: String]]) {
        claims += 1
        let text = (claim["text"] ?? "").replacing("\\", with: "")
        #expect(rows.contains { $0.contains(text) && $0.contains(" \(name) ") }, "\(name): \(text)")
      }
    }
    #expect(claims > 50)
    #expect(!plain.contains("| **not judged**"), "'make claims' writes it anew")
  }

  @Test(
    "The ledger is printed for a run, in both forms",
    .runsLabs)
  func ledger() throws {
    // Rules out a ledger with another verdict than the run's.
    let folder = try BuiltProgram.temporaryFolder()
    defer { BuiltProgram.remove(folder) }
    let lab = "labs/crash/process-crash-idle.yaml"
    let run = try BuiltProgram.run(["run", lab, "--output", folder, "--format", "json"]).json()
    let claims = (run["labs"] as? [[String: Any]])?.first?["claims"] as? [[String: String]]
    let ledger = try BuiltProgram.run(["claims", folder, "--format", "json"]).json()
    let entries = try #require(ledger["claims"] as? [[String: String]])
    #expect(entries.map { $0["verdict"] } == claims?.map { $0["verdict"] })
    #expect(ledger["kernels"] as? [String] == [run["kernel"] as? String].compactMap { $0 })
    let page = try BuiltProgram.run(["claims", folder])
    #expect(page.status == 0 && page.output.contains("1 claim: 1 confirmed"))
    #expect(try BuiltProgram.run(["claims", folder + "/nowhere"]).status == 65)
  }
}
