package dev.jensen.client;

/// The function threw, or the deployment would not call it: it does not exist, is not public, takes
/// other arguments.
///
/// The message is the deployment's. In production it may say no more than `Server Error`; what the
/// caller is meant to know is in a [ConvexError].
///
/// {@snippet file="dev/jensen/client/HttpClientTest.java" region="failed"}
public sealed class FunctionException extends ConvexException permits ConvexError {

  FunctionException(String message) {
    super(message, null);
  }

  @Override
  public String code() {
    return "FunctionFailed";
  }
}
