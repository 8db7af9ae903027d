// Drawn by halfopen from Tests/Captures, and compared with them by a test: do not edit. The lines are as long as
// the ladders are wide.
extension ClassLadders {
  static let classes: [String: String] = [
    "arpRequest": #"""
    From [`wire/reordered`](../scripts/record-wire-captures), captured at the server:

    ```text
            client                                                                   server
        192.0.2.1:40000                                                       192.0.2.2:7000
    0.000 s    ├──────────────────────────── 1: arpRequest ────────────────────────────►│
               │◄───────────────────────────── 2: arpReply ─────────────────────────────┤
               ├──────────────────────────────── 3: syn ───────────────────────────────►│
    ```
    """#,
    "arpReply": #"""
    From [`wire/reordered`](../scripts/record-wire-captures), captured at the server:

    ```text
            client                                                                   server
        192.0.2.1:40000                                                       192.0.2.2:7000
    0.000 s    ├──────────────────────────── 1: arpRequest ────────────────────────────►│
               │◄───────────────────────────── 2: arpReply ─────────────────────────────┤
               ├──────────────────────────────── 3: syn ───────────────────────────────►│
    ```
    """#,
    "icmpError": #"""
    From [`firewall/reject-with-icmp`](../labs/firewall/reject-with-icmp.yaml), captured at the client:

    ```text
            client                                                                   server
        192.0.2.1:34600                                                       192.0.2.2:7000
    0.000 s    ├──────────────────────────────── 1: syn ───────────────────────────────►│
               ┊                          · · ·  1.01 s  · · ·                          ┊
    1.009 s    ├────────────────── 2: syn retransmission (handshake) ──────────────────►│
    1.010 s    │◄──────────────────── 3: icmpError port unreachable ────────────────────┤
      ┊ nothing happens
    ```
    """#,
    "reset": #"""
    From [`keepalive/keepalive-peer-rebooted`](../labs/keepalive/keepalive-peer-rebooted.yaml), captured at the client:

    ```text
            client                                                                   server
        192.0.2.1:40294                                                       192.0.2.2:7000
    0.000 s    │◄────────────────────────────── 2: synAck ──────────────────────────────┤
               ├─────────────────────────── 3: handshakeAck ───────────────────────────►│
               ┊                          · · ·  2.01 s  · · ·                          ┊
    2.007 s    ├────────────────────────── 4: keepaliveProbe ──────────────────────────►│
               │◄───────────────────── 5: reset (noSuchConnection) ─────────────────────┤
      ┊ nothing happens
    ```

    Frame 5: It takes its sequence number from the ACK of frame 4, as a host answers that has no such connection (RFC 9293 §3.5.2; kernel tcp_v4_send_reset).
    """#,
    "syn": #"""
    From [`crash/process-crash-idle`](../labs/crash/process-crash-idle.yaml), captured at the client:

    ```text
            client                                                                   server
        192.0.2.1:34578                                                       192.0.2.2:7000
    0.000 s    ├──────────────────────────────── 1: syn ───────────────────────────────►│
               │◄────────────────────────────── 2: synAck ──────────────────────────────┤
               ├─────────────────────────── 3: handshakeAck ───────────────────────────►│
    ```
    """#,
    "synAck": #"""
    From [`crash/process-crash-idle`](../labs/crash/process-crash-idle.yaml), captured at the client:

    ```text
            client                                                                   server
        192.0.2.1:34578                                                       192.0.2.2:7000
    0.000 s    ├──────────────────────────────── 1: syn ───────────────────────────────►│
               │◄────────────────────────────── 2: synAck ──────────────────────────────┤
               ├─────────────────────────── 3: handshakeAck ───────────────────────────►│
    ```
    """#,
    "fin": #"""
    From [`crash/process-crash-idle`](../labs/crash/process-crash-idle.yaml), captured at the client:

    ```text
            client                                                                   server
        192.0.2.1:34578                                                       192.0.2.2:7000
    0.000 s    ├───────────────────────────── 4: data 10 B ────────────────────────────►│
               │◄─────────────────────────────── 5: ack ────────────────────────────────┤
    0.003 s    │◄─────────────────────────────── 6: fin ────────────────────────────────┤
    0.004 s    ├──────────────────────────────── 7: fin ───────────────────────────────►│
               │◄─────────────────────────────── 8: ack ────────────────────────────────┤
    ```
    """#,
    "zeroWindowProbe": #"""
    From [`queues/zero-window`](../labs/queues/zero-window.yaml), captured at the client:

    ```text
            client                                                                   server
        192.0.2.1:48494                                                       192.0.2.2:7000
    0.009 s    ├─────────────── 8: data 1448 B retransmission (unneeded) ──────────────►│
    0.045 s    │◄─────────────────── 9: ack zeroWindow, sack, dsack ────────────────────┤
               ┊                          · · ·  212 ms  · · ·                          ┊
    0.257 s    ├───────────────────────── 10: zeroWindowProbe ─────────────────────────►│
               │◄────────────────── 11: zeroWindowProbeAck zeroWindow ──────────────────┤
               ┊                          · · ·  440 ms  · · ·                          ┊
    0.697 s    ├───────────────────────── 12: zeroWindowProbe ─────────────────────────►│
               ┊                          · · ·  864 ms  · · ·                          ┊
    1.561 s    ├───────────────────────── 13: zeroWindowProbe ─────────────────────────►│
      ┊ nothing happens
    ```
    """#,
    "keepaliveProbe": #"""
    From [`keepalive/keepalive-answered`](../labs/keepalive/keepalive-answered.yaml), captured at the client:

    ```text
            client                                                                   server
        192.0.2.1:40254                                                       192.0.2.2:7000
    0.000 s    │◄────────────────────────────── 2: synAck ──────────────────────────────┤
               ├─────────────────────────── 3: handshakeAck ───────────────────────────►│
               ┊                          · · ·  2.01 s  · · ·                          ┊
    2.012 s    ├────────────────────────── 4: keepaliveProbe ──────────────────────────►│
               │◄─────────────────────────── 5: keepaliveAck ───────────────────────────┤
               ┊                          · · ·  2.02 s  · · ·                          ┊
    4.028 s    ├────────────────────────── 6: keepaliveProbe ──────────────────────────►│
      ┊ nothing happens
    ```
    """#,
    "outOfOrder": #"""
    From [`wire/reordered`](../scripts/record-wire-captures), captured at the server:

    ```text
            client                                                                   server
        192.0.2.1:40000                                                       192.0.2.2:7000
    0.000 s    ├──────────────────────────── 6: data 100 B ────────────────────────────►│
               │◄─────────────────────────────── 7: ack ────────────────────────────────┤
               ├─────────────────────── 8: data 100 B gapBefore ───────────────────────►│
               │◄──────────────────────── 9: duplicateAck sack ─────────────────────────┤
               ├───────────────────────── 10: outOfOrder 100 B ────────────────────────►│
               │◄─────────────────────────────── 11: ack ───────────────────────────────┤
    ```
    """#,
    "data": #"""
    From [`crash/process-crash-idle`](../labs/crash/process-crash-idle.yaml), captured at the client:

    ```text
            client                                                                   server
        192.0.2.1:34578                                                       192.0.2.2:7000
    0.000 s    │◄────────────────────────────── 2: synAck ──────────────────────────────┤
               ├─────────────────────────── 3: handshakeAck ───────────────────────────►│
               ├───────────────────────────── 4: data 10 B ────────────────────────────►│
               │◄─────────────────────────────── 5: ack ────────────────────────────────┤
    ```
    """#,
    "handshakeAck": #"""
    From [`crash/process-crash-idle`](../labs/crash/process-crash-idle.yaml), captured at the client:

    ```text
            client                                                                   server
        192.0.2.1:34578                                                       192.0.2.2:7000
    0.000 s    ├──────────────────────────────── 1: syn ───────────────────────────────►│
               │◄────────────────────────────── 2: synAck ──────────────────────────────┤
               ├─────────────────────────── 3: handshakeAck ───────────────────────────►│
               ├───────────────────────────── 4: data 10 B ────────────────────────────►│
    ```
    """#,
    "challengeAck": #"""
    From [`handshake/third-ack-lost`](../labs/handshake/third-ack-lost.yaml), captured at the server:

    ```text
            client                                                                   server
        192.0.2.1:40242                                                       192.0.2.2:7000
    0.000 s    │◄────────────────────────────── 2: synAck ──────────────────────────────┤
               ├─────────────────────────── 3: handshakeAck ───────────────────────────►│
               ┊                          · · ·  1.01 s  · · ·                          ┊
    1.009 s    │◄──────────────── 4: synAck retransmission (handshake) ─────────────────┤
               ├─────────────────────────── 5: challengeAck ───────────────────────────►│
    1.010 s    ├───────────────────────────── 6: data 10 B ────────────────────────────►│
      ┊ nothing happens
    ```
    """#,
    "zeroWindowProbeAck": #"""
    From [`queues/zero-window`](../labs/queues/zero-window.yaml), captured at the client:

    ```text
            client                                                                   server
        192.0.2.1:48494                                                       192.0.2.2:7000
    0.045 s    │◄─────────────────── 9: ack zeroWindow, sack, dsack ────────────────────┤
               ┊                          · · ·  212 ms  · · ·                          ┊
    0.257 s    ├───────────────────────── 10: zeroWindowProbe ─────────────────────────►│
               │◄────────────────── 11: zeroWindowProbeAck zeroWindow ──────────────────┤
               ┊                          · · ·  440 ms  · · ·                          ┊
    0.697 s    ├───────────────────────── 12: zeroWindowProbe ─────────────────────────►│
      ┊ nothing happens
    ```
    """#,
    "keepaliveAck": #"""
    From [`keepalive/keepalive-answered`](../labs/keepalive/keepalive-answered.yaml), captured at the client:

    ```text
            client                                                                   server
        192.0.2.1:40254                                                       192.0.2.2:7000
    0.000 s    ├─────────────────────────── 3: handshakeAck ───────────────────────────►│
               ┊                          · · ·  2.01 s  · · ·                          ┊
    2.012 s    ├────────────────────────── 4: keepaliveProbe ──────────────────────────►│
               │◄─────────────────────────── 5: keepaliveAck ───────────────────────────┤
               ┊                          · · ·  2.02 s  · · ·                          ┊
    4.028 s    ├────────────────────────── 6: keepaliveProbe ──────────────────────────►│
      ┊ nothing happens
    ```
    """#,
    "windowUpdate": #"""
    From [`queues/zero-window`](../labs/queues/zero-window.yaml), captured at the client:

    ```text
            client                                                                   server
        192.0.2.1:48494                                                       192.0.2.2:7000
               ┊                          · · ·  1.56 s  · · ·                          ┊
    1.561 s    ├───────────────────────── 13: zeroWindowProbe ─────────────────────────►│
               │◄────────────────── 14: zeroWindowProbeAck zeroWindow ──────────────────┤
    1.565 s    │◄────────────────────────── 15: windowUpdate ───────────────────────────┤
               ├─────────────────────────── 16: data 1448 B ───────────────────────────►│
      ┊ nothing happens
    ```
    """#,
    "duplicateAck": #"""
    From [`retransmission/tail-loss-probe`](../labs/retransmission/tail-loss-probe.yaml), captured at the client:

    ```text
            client                                                                   server
        192.0.2.1:48596                                                       192.0.2.2:7000
    0.026 s    ├──────────────────────────── 7: data 1448 B ───────────────────────────►│
               ├──────────────────────────── 8: data 104 B ────────────────────────────►│
               │◄─────────────────────────────── 9: ack ────────────────────────────────┤
    0.032 s    ├──────────── 10: data 104 B retransmission (tailLossProbe) ────────────►│
               │◄──────────────────────── 11: duplicateAck sack ────────────────────────┤
               ├──────────────── 12: data 1448 B retransmission (fast) ────────────────►│
    ```
    """#,
    "ack": #"""
    From [`crash/process-crash-idle`](../labs/crash/process-crash-idle.yaml), captured at the client:

    ```text
            client                                                                   server
        192.0.2.1:34578                                                       192.0.2.2:7000
    0.000 s    ├─────────────────────────── 3: handshakeAck ───────────────────────────►│
               ├───────────────────────────── 4: data 10 B ────────────────────────────►│
               │◄─────────────────────────────── 5: ack ────────────────────────────────┤
    0.003 s    │◄─────────────────────────────── 6: fin ────────────────────────────────┤
    ```
    """#,
  ]
}
