print("halfopen-peer")
