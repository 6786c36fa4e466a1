package dev.jensen.functions;

/// Something a function asked for did not work: a document that does not match the schema, an index
/// that does not exist, a function that it called and that failed.
///
/// In mutations, whatever else was written stays part of the transaction if the function catches
/// this and goes on.
public class FunctionFailedException extends RuntimeException {

  /// A failure with the words that TypeScript functions get.
  public FunctionFailedException(String message) {
    super(message);
  }
}
