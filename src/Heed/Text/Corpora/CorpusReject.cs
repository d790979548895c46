namespace Heed.Text.Corpora;

/// <summary>A line that cleaning left out.</summary>
/// <param name="Reason">Why, in the words of <see cref="CorpusFaults.NameInReports"/>, <c>not-translated</c> or <c>unsure</c>.</param>
/// <param name="File">The file that has the fault, or the corpus's name where it has no files.</param>
/// <param name="Line">The line, counted from 1; 0 where there are none.</param>
/// <param name="Source">The sentence; empty where the line could not be cut into sides.</param>
/// <param name="Target">Its translation, likewise.</param>
/// <param name="Found">The line as far as it could be read, where it could not be cut into sides. Of an over-long line it is the beginning.</param>
public sealed record CorpusReject(string Reason, string File, long Line, string Source, string Target, string Found);
