package dev.jensen.mapping;

/// The id of a document, as text on the wire.
///
/// @param <T> what documents of the table are in Java; only the compiler knows it
/// @param value the id as clients see it
// The parameter keeps ids of different tables apart while compiling.
@SuppressWarnings("UnusedTypeParameter")
@Transparent
public record Id<T>(String value) {

  @Override
  public String toString() {
    return value;
  }
}
