package dev.jensen.backend.transaction;

/// The direction of a scan.
public enum Order {
  ASCENDING,
  DESCENDING
}
