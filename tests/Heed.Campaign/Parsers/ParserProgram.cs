using System.IO.MemoryMappedFiles;

namespace Heed.Campaign.Parsers;

/// <summary>The campaign as a program: progress and results in lines, the case that broke in files.</summary>
internal static class ParserProgram
{
    private const long Part = 1_000_000;

    public static int Run(ParserArguments arguments)
    {
        ParserSubject[] subjects = [.. Subjects.All.Where(s => arguments.Only is null || s.Name == arguments.Only)];
        if (subjects.Length == 0) throw new FormatException($"there is no parser {arguments.Only}; there are {string.Join(", ", Subjects.All.Select(static s => s.Name))}");
        Directory.CreateDirectory(arguments.Output);
        int broken = 0, left = subjects.Length;
        TimeSpan time = arguments.Limit;
        foreach (ParserSubject subject in subjects)
        {
            // What one parser leaves of its share is the others'.
            ParserResult result = arguments.Case is long number
                ? ParserCampaign.Of(subject, arguments.Seed, number, 1, arguments.Limit)
                : RunInParts(subject, arguments, time / left);
            time -= result.Time;
            left--;
            Console.WriteLine(result);
            if (arguments.Case is long shown) Save(arguments, subject, shown, result.Failure?.What ?? "nothing broke");
            if (result.Failure is null && arguments.Case is null && result.Next < arguments.Inputs)
                Console.WriteLine($"{subject.Name}: stopped by the limit; go on with --only {subject.Name} --seed {arguments.Seed} --from {result.Next} --inputs {arguments.Inputs}");
            if (result.Failure is null) continue;
            broken++;
            Save(arguments, subject, result.Failure.Number, result.Failure.What);
        }
        Console.WriteLine(broken == 0 ? "nothing broke" : $"{broken} parsers broke; the cases are in {arguments.Output}");
        return broken == 0 ? 0 : 1;
    }

    // Should the process itself die (a stack overflow cannot be caught), the file current-NAME holds the numbers of the threads' cases.
    private static ParserResult RunInParts(ParserSubject subject, ParserArguments arguments, TimeSpan limit)
    {
        string current = Path.Combine(arguments.Output, $"current-{subject.Name}");
        // Left open to the end of the process: a case that is not done in time goes on in its thread.
        var file = MemoryMappedFile.CreateFromFile(current, FileMode.Create, null, sizeof(long) * arguments.Threads);
        MemoryMappedViewAccessor view = file.CreateViewAccessor();
        var total = new ParserResult(subject.Name, arguments.Seed, arguments.From, 0, 0, TimeSpan.Zero, null);
        while (total.Next < arguments.Inputs && total.Time < limit && total.Failure is null)
        {
            ParserResult part = ParserCampaign.Of(subject, arguments.Seed, total.Next, Math.Min(Part, arguments.Inputs - total.Next), limit - total.Time, arguments.Threads, (thread, number) => view.Write(sizeof(long) * thread, number));
            total = total with { Cases = total.Cases + part.Cases, Accepted = total.Accepted + part.Accepted, Time = total.Time + part.Time, Failure = part.Failure };
            if (total.Next < arguments.Inputs && part.Cases == Part) Console.Error.WriteLine(total);
        }
        return total;
    }

    private static void Save(ParserArguments arguments, ParserSubject subject, long number, string what)
    {
        string name = Path.Combine(arguments.Output, $"{subject.Name}-seed{arguments.Seed}-case{number}");
        byte[][] files = subject.FilesOf(arguments.Seed, number);
        for (int i = 0; i < files.Length; i++) File.WriteAllBytes($"{name}-file{i}", files[i]);
        File.WriteAllText($"{name}.txt", $"{subject.Name}, seed {arguments.Seed}, case {number}\nagain: dotnet run --project tests/Heed.Campaign -c Release -- parsers --only {subject.Name} --seed {arguments.Seed} --case {number}\n{what}\n");
        Console.WriteLine($"{name}.txt");
    }
}
