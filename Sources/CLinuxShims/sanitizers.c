/* Only in builds with AddressSanitizer: leaks that are not ours, by the function that leaks.
   LeakSanitizer asks for them once, at the end of the process. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)

const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void) {
  return
      /* Foundation reads an empty file into a page that it never frees. */
      "leak:FoundationEssentials17readBytesFromFile\n"
      /* Foundation's Process.run leaves the side of a weak reference to a process that has ended. */
      "leak:s10Foundation7ProcessC3run\n"
      /* XCTest keeps the run of its (empty) test suite: SuiteRun.init, XCTMainMisc. */
      "leak:s6XCTest0A8SuiteRunC4test\n"
      "leak:s6XCTest11XCTMainMisc\n";
}

#endif
#endif
