package dev.jensen.functions;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Makes a method a query: it reads documents and returns what it makes of them. Its result is
/// kept, and kept up to date for clients that follow it, so it must depend on nothing but its
/// arguments and its context.
///
/// It runs whenever the server wants it to, and has a second, so nothing outside of the database
/// may come in or go out: no files, no calls of other services, no waiting, none of the JVM's
/// clocks and random numbers. [Context#now] and [Context#random] are for that; the rest is for an
/// [Action].
///
/// The first parameter is a [QueryContext]. The others are the arguments, by their names: compile
/// with `-parameters`, or take them as one record with [Arguments].
///
/// {@snippet file="dev/jensen/testing/FunctionsSnippetsTest.java" region="query"}
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Query {}
