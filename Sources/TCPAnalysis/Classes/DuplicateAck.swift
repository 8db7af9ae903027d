import WireFormat

extension PacketClassRule {
  package static let duplicateAck = PacketClassRule(
    .duplicateAck,
    rule: """
      An ACK that repeats the last acknowledgment number while data is outstanding, or because a \
      segment came that was not the next one.
      """,
    source: "RFC 5681 §2; kernel tcp_send_dupack, tcp_data_queue_ofo",
    needs: [.ack, .repeatsAck],
    oneOf: [.dataOutstanding, .newSack, .dsack, .answersUnexpectedData])
}
