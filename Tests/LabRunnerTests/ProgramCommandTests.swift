import LabModel
import LinuxHost
import Testing

@testable import LabRunner

@Suite("The command of a lab's program")
struct ProgramCommandTests {
  @Test(
    "A word that begins with ./ or ../ is a path from the lab file's folder",
    arguments: [
      ("/labs/app.yaml", "./server.py", "/labs/./server.py"),
      ("/labs/app.yaml", "../server", "/labs/../server"),
      ("app.yaml", "./server", Environment.workingDirectory + "/./server"),
      ("labs/app.yaml", "../server", Environment.workingDirectory + "/labs/../server"),
      ("/labs/app.yaml", "server.py", "server.py"), ("/labs/app.yaml", ".", "."),
      ("/labs/app.yaml", "/bin/true", "/bin/true"), ("/labs/app.yaml", "--file=./x", "--file=./x"),
    ])
  func words(file: String, word: String, expected: String) {
    // Rules out a path that is looked for in the folder of the run, and a word that is no path and is changed.
    let nowhere = SourcePosition(file: "", line: 1, column: 1)
    let process = LabProcess(
      name: "server", host: "server", program: .command(["python3", word]), position: nowhere)
    #expect(process.command(ofLabFile: file) == ["python3", expected])
  }
}
