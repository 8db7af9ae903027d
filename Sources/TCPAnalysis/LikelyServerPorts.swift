/// Ports on which Zeek expects servers (its `likely_server_ports`, as the standard scripts of Zeek 7 set it).
///
/// Used to guess, where no SYN was captured, which end is the client.
enum LikelyServerPorts {
  static func contains(_ port: UInt16) -> Bool {
    switch port {
    case 21, 2811, 22, 25, 587, 53, 79, 88, 135, 139, 445, 143, 389, 3268, 502: true
    case 80, 81, 631, 1080, 3128, 8000, 8080, 8888: true
    case 443, 465, 563, 585, 614, 636, 989, 990, 992, 993, 995, 5223: true
    case 514, 1434, 3306, 1883, 3389, 5222, 5269, 5432, 6379, 20000: true
    case 6666, 6667, 6668, 6669: true
    default: false
    }
  }
}
