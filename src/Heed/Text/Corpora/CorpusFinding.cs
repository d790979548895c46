namespace Heed.Text.Corpora;

/// <summary>A fault, and where it is.</summary>
/// <param name="Fault">What is wrong.</param>
/// <param name="File">The file, or the corpus's name where it has no files.</param>
/// <param name="Line">The line, counted from 1; 0 where the whole file is meant.</param>
/// <param name="Text">The text in question, shortened, with control characters made visible; or what is wrong in words.</param>
public sealed record CorpusFinding(CorpusFault Fault, string File, long Line, string Text);
