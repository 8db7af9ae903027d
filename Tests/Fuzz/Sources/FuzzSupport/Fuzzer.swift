internal import Glibc

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ argc: UnsafeMutablePointer<Int32>,
  _ argv: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

/// The way into libFuzzer, and the seeds that it starts from.
package enum Fuzzer {
  /// Runs libFuzzer with the program's arguments, or writes the seeds where they say `--seeds <folder>`.
  ///
  /// SwiftPM renames a program's `main`, so libFuzzer's own would be never reached: it is called instead.
  /// Source: compiler-rt, FuzzerDriver.cpp.
  package static func run(
    _ argc: Int32, _ argv: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>,
    seeds: () -> [[UInt8]],
    callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
  ) -> Int32 {
    let arguments = CommandLine.arguments
    if arguments.count == 3, arguments[1] == "--seeds" {
      return write(seeds(), to: arguments[2])
    }
    var (argc, argv) = (argc, argv)
    return runDriver(&argc, &argv, callback)
  }

  /// A precondition that says what is wrong, also in a build with optimization.
  package static func require(_ condition: Bool, _ problem: @autoclosure () -> String) {
    guard !condition else { return }
    print(problem())
    fflush(nil)
    preconditionFailure()
  }

  private static func write(_ seeds: [[UInt8]], to folder: String) -> Int32 {
    for (number, bytes) in seeds.enumerated() {
      guard let file = fopen("\(folder)/seed-\(number)", "w") else {
        print("cannot write a seed into \(folder)")
        return 1
      }
      fwrite(bytes, 1, bytes.count, file)
      fclose(file)
    }
    return 0
  }
}
